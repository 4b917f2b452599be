package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.console.Output;
import dev.rondo.cli.console.Progress;
import dev.rondo.cli.console.Table;
import dev.rondo.cli.console.Text;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.job.JobFields;
import dev.rondo.settings.Field;
import dev.rondo.settings.RawSettings;
import dev.rondo.simulation.Simulation;
import dev.rondo.simulation.SimulationException;
import dev.rondo.simulation.SimulationListener;
import dev.rondo.simulation.SimulationResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Trainings with each mechanism of a plan, and one without noise, on this machine. They run the
 * same rounds as {@code rondo simulate}.
 */
final class PlanSimulation {

  static final String NO_NOISE = "no noise";

  /** The settings of the trainings that are options of the command. */
  static final List<Field<?>> FIELDS =
      List.of(
          JobFields.DATASET,
          JobFields.MODEL,
          JobFields.SPLIT,
          JobFields.EXAMPLES_PER_CLIENT,
          JobFields.EPOCHS,
          JobFields.BATCH_SIZE,
          JobFields.LEARNING_RATE,
          JobFields.SERVER_LEARNING_RATE,
          JobFields.SERVER_MOMENTUM);

  private static final String PLACE = "rondo privacy plan";

  private final PrivacyPlan plan;
  private final RawSettings given;
  private final int seeds;

  /**
   * @param given settings of the job; those of the plan replace them
   * @param seeds trainings with each mechanism
   */
  PlanSimulation(PrivacyPlan plan, RawSettings given, int seeds) {
    this.plan = plan;
    this.given = given;
    this.seeds = seeds;
  }

  /**
   * The results of a mechanism.
   *
   * @param mechanism its name
   * @param accuracies the last test accuracy of each seed; empty for what is not measured
   * @param versions of each seed; fewer than rounds if rounds were abandoned
   */
  record Row(String mechanism, List<OptionalDouble> accuracies, List<Integer> versions) {

    private DoubleStream known() {
      return accuracies.stream().flatMapToDouble(OptionalDouble::stream);
    }
  }

  /**
   * The results.
   *
   * @param job the settings of the training without noise
   */
  record Results(JobConfig job, int seeds, List<Row> rows) {

    void print(PrintWriter out) {
      out.println();
      out.printf(
          "Simulated: %s on %s, %s rounds, %s%n%n",
          job.model(), job.dataset(), job.rounds(), seeds == 1 ? "1 seed" : seeds + " seeds");
      Table table = new Table("mechanism", "test accuracy", "lowest", "highest", "versions");
      for (Row row : rows) {
        table.add(
            row.mechanism(),
            Text.percent(row.known().average()),
            Text.percent(row.known().min()),
            Text.percent(row.known().max()),
            Integer.toString(row.versions().stream().mapToInt(n -> n).min().orElse(0)));
      }
      table.print(out);
      out.println();
      out.println("test accuracy  after the last round, the mean of all seeds");
      out.println("no noise       the same updates, clipped to the same norm");
      out.println("versions       committed rounds, of the seed with the fewest");
    }

    ObjectNode toJson() {
      ObjectNode json =
          Output.object()
              .put("dataset", job.dataset())
              .put("model", job.model())
              .put("rounds", job.rounds())
              .put("seeds", seeds);
      ArrayNode array = json.putArray("mechanisms");
      for (Row row : rows) {
        ObjectNode one = array.addObject().put("mechanism", row.mechanism());
        row.known().average().ifPresent(mean -> one.put("test_accuracy", mean));
        ArrayNode accuracies = one.putArray("test_accuracies");
        row.accuracies().forEach(a -> a.ifPresentOrElse(accuracies::add, accuracies::addNull));
        ArrayNode versions = one.putArray("versions");
        row.versions().forEach(versions::add);
      }
      return json;
    }
  }

  /**
   * Trains.
   *
   * @param lines the mechanisms
   * @throws dev.rondo.protocol.input.InvalidInputException if a training cannot have its settings
   */
  Results run(List<PrivacyPlan.Line> lines, Progress progress) {
    List<String> names = new ArrayList<>(List.of(NO_NOISE));
    List<List<JobConfig>> jobs = new ArrayList<>(List.of(jobs(without())));
    for (PrivacyPlan.Line line : lines) {
      names.add(line.name());
      jobs.add(jobs(with(line)));
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      rows.add(row(names.get(i), jobs.get(i), progress));
    }
    progress.clear();
    return new Results(jobs.get(0).get(0), seeds, rows);
  }

  private List<JobConfig> jobs(Map<Field<?>, String> privacy) {
    List<JobConfig> jobs = new ArrayList<>();
    for (int seed = 1; seed <= seeds; seed++) {
      RawSettings settings = given;
      for (Map.Entry<Field<?>, String> entry : ofPlan(seed).entrySet()) {
        settings = settings.with(entry.getKey().key(), entry.getValue(), PLACE);
      }
      for (Map.Entry<Field<?>, String> entry : privacy.entrySet()) {
        settings = settings.with(entry.getKey().key(), entry.getValue(), PLACE);
      }
      jobs.add(JobConfig.of(settings));
    }
    return jobs;
  }

  private Map<Field<?>, String> ofPlan(int seed) {
    // Enough digits that the number of seats is the same after rounding.
    BigDecimal fraction =
        BigDecimal.valueOf(plan.seats())
            .divide(BigDecimal.valueOf(plan.clients()), 12, RoundingMode.HALF_UP);
    return Map.of(
        JobFields.JOB, "plan",
        JobFields.SEED, Integer.toString(seed),
        JobFields.CLIENTS, Integer.toString(plan.clients()),
        JobFields.ROUNDS, Integer.toString(plan.rounds()),
        JobFields.FRACTION, fraction.toPlainString(),
        JobFields.QUORUM, Integer.toString(plan.seats()),
        JobFields.CLIP_UPDATE_NORM, Double.toString(plan.clip()),
        JobFields.AGGREGATION, "unweighted",
        JobFields.TARGET_ACCURACY, "0",
        JobFields.EVALUATE_EVERY, Integer.toString(plan.rounds()));
  }

  private static Map<Field<?>, String> without() {
    return Map.of(
        JobFields.PRIVACY, "none",
        JobFields.PRIVACY_EPSILON, "0",
        JobFields.PRIVACY_SAMPLING, "none",
        JobFields.PRIVACY_COOL_DOWN, "0",
        JobFields.PRIVACY_CAP, "0",
        JobFields.PRIVACY_BLT, "",
        JobFields.PRIVACY_NOISE, "0");
  }

  private Map<Field<?>, String> with(PrivacyPlan.Line line) {
    return Map.of(
        JobFields.PRIVACY, line.name(),
        JobFields.PRIVACY_EPSILON, Double.toString(plan.budget().epsilon()),
        JobFields.PRIVACY_DELTA, Double.toString(plan.budget().delta()),
        JobFields.PRIVACY_SAMPLING, "none",
        JobFields.PRIVACY_COOL_DOWN, Integer.toString(plan.participation().separation()),
        JobFields.PRIVACY_CAP, Integer.toString(plan.participation().most(plan.rounds())),
        JobFields.PRIVACY_NOISE, Double.toString(line.mechanism().noiseMultiplier()));
  }

  private Row row(String name, List<JobConfig> jobs, Progress progress) {
    List<OptionalDouble> accuracies = new ArrayList<>();
    List<Integer> versions = new ArrayList<>();
    for (JobConfig job : jobs) {
      SimulationResult result = train(name, job, progress);
      accuracies.add(
          result.rounds().stream()
              .flatMapToDouble(round -> round.result().testAccuracy().stream())
              .reduce((first, second) -> second));
      versions.add(result.version());
    }
    return new Row(name, accuracies, versions);
  }

  private SimulationResult train(String name, JobConfig job, Progress progress) {
    SimulationListener listener =
        new SimulationListener() {
          @Override
          public void roundOpened(int round) {
            progress.show(
                "%s, seed %s/%s, round %s/%s"
                    .formatted(name, job.seed(), seeds, round, job.rounds()));
          }
        };
    try {
      Path folder = Files.createTempDirectory("rondo-plan-");
      try {
        return Simulation.builder().config(job).out(folder).listener(listener).build().run();
      } finally {
        delete(folder);
      }
    } catch (IOException | UncheckedIOException e) {
      throw new SimulationException("Cannot use a temporary folder: " + e.getMessage(), e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
