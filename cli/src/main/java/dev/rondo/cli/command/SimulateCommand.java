package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.console.Output;
import dev.rondo.cli.console.Terminal;
import dev.rondo.local.DirectoryStore;
import dev.rondo.reports.GraphsUnavailableException;
import dev.rondo.reports.RunReport;
import dev.rondo.rounds.history.EndedRounds;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.job.JobFields;
import dev.rondo.settings.Field;
import dev.rondo.settings.RawSettings;
import dev.rondo.simulation.Home;
import dev.rondo.simulation.Simulation;
import dev.rondo.simulation.SimulationException;
import dev.rondo.simulation.SimulationResult;
import dev.rondo.trainer.TrainerSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains with virtual clients on this machine. */
@Command(
    name = "simulate",
    description = {
      "Trains a shared model with virtual clients on this machine.",
      "",
      "Each round runs the same state machine and aggregation code as on AWS. Only the",
      "clock is virtual: the speed, delay and dropout of each client are drawn from",
      "the seed, so the same command produces the same model, bit for bit, if OpenBLAS",
      "uses the same kernel. Stop with Ctrl-C at any time; rerun to resume.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  rondo simulate",
      "  rondo simulate --split shards:2 --rounds 150 --target-accuracy 0.93",
      "  rondo simulate --model mcmahan-cnn --epochs 5 --learning-rate 0.2",
      "  rondo simulate --over-selection 1.3 --drop-out 0.1 --stragglers 0.2:10",
      "  rondo simulate --config job.yaml --rounds 20",
      "  rondo simulate --model init.safetensors --trainer \"python train.py\""
    })
public final class SimulateCommand extends RondoCommand implements JobFlags.Taker {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The job's settings as YAML; options override them.")
  private Optional<Path> config = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Parent of the job's folder (default: runs).")
  private Path out = Path.of("runs");

  @Option(
      names = "--threads",
      paramLabel = "INTEGER",
      description =
          "Number of clients trained in parallel; does not change the result (default: the number"
              + " of CPUs).")
  private Optional<String> threads = Optional.empty();

  @Option(
      names = "--restart",
      description = "Delete an existing job, except its roster, and start again.")
  private boolean restart;

  @Mixin private final TrainerOptions trainer = new TrainerOptions();

  @Option(names = "--quiet", description = "Print errors only.")
  private boolean quiet;

  @Override
  public List<Field<?>> jobFields() {
    return JobFields.SCHEMA.fields();
  }

  @Override
  public Integer call() {
    RawSettings given = JobFlags.settings(config, spec.commandLine().getParseResult());
    Optional<FlowerApp> flower = trainer.flower(out).map(reader -> reader.read(given));
    JobConfig job = JobConfig.of(settings(given, flower));
    Optional<TrainerSettings> program = trainer.settings(flower.flatMap(FlowerApp::records));
    Optional<Integer> parallel = threads.map(text -> Threads.parse(text, output));
    Terminal terminal = Terminal.here();
    Path folder = out.resolve(job.job());
    EndedRounds ended = new EndedRounds(new DirectoryStore(folder.resolve("store")), job.job());
    RunConsole console =
        new RunConsole(
            output.out(), terminal, quiet || output.json(), job, () -> report(job, folder, ended));
    Simulation.Builder simulation =
        Simulation.builder().config(job).out(out).home(Home.find()).restart(restart);
    parallel.ifPresent(simulation::threads);
    program.ifPresent(simulation::trainer);
    console.starting();
    flower.ifPresent(app -> console.flower(app, given));
    Thread interrupted = new Thread(() -> console.interrupted(restart));
    Runtime.getRuntime().addShutdownHook(interrupted);
    SimulationResult result;
    try {
      result = simulation.listener(console).build().run();
    } finally {
      Runtime.getRuntime().removeShutdownHook(interrupted);
    }
    report(job, folder, ended);
    Optional<String> failure = NothingLearned.explain(job, result);
    output.print(
        () -> summary(result, console), out -> console.finished(result, failure.isEmpty()));
    failure.ifPresent(
        message -> {
          throw new SimulationException(message);
        });
    result.budgetSpent().ifPresent(why -> output.err().println("Training stopped early: " + why));
    return result.budgetSpent().isPresent() ? PrivacyFacts.BUDGET_SPENT : 0;
  }

  /** What the user sets has precedence over a Flower app, and this over what a trainer implies. */
  private RawSettings settings(RawSettings given, Optional<FlowerApp> flower) {
    if (!trainer.isGiven()) {
      return given;
    }
    return RawSettings.empty()
        .with(JobFields.DATASET.key(), JobFields.NO_DATASET, "--trainer")
        .with(JobFields.MODEL.key(), JobFields.MODEL_OF_TRAINER, "--trainer")
        .merge(flower.map(app -> app.under(given)).orElse(given));
  }

  /** The report is made from the store only, so it can be repeated after a failure. */
  private void report(JobConfig job, Path folder, EndedRounds ended) {
    OptionalDouble target =
        job.targetAccuracy() > 0 ? OptionalDouble.of(job.targetAccuracy()) : OptionalDouble.empty();
    try {
      RunReport.write(folder, ended, job.job(), target);
    } catch (GraphsUnavailableException e) {
      spec.commandLine().getErr().println(e.getMessage());
    } catch (IOException e) {
      throw new SimulationException(
          "Cannot write tables and plots: %s. The model is saved. Rerun the command to write them."
              .formatted(e.getMessage()),
          e);
    }
  }

  private static ObjectNode summary(SimulationResult result, RunConsole console) {
    ObjectNode node =
        Output.object()
            .put("job", result.job())
            .put("rounds", result.rounds().size())
            .put("version", result.version());
    put(node, "best_accuracy", result.bestAccuracy());
    put(
        node,
        "accuracy",
        result.rounds().stream()
            .flatMapToDouble(round -> round.result().testAccuracy().stream())
            .reduce((first, second) -> second));
    result.budgetSpent().ifPresent(why -> node.put("budget_spent", why));
    node.put("model_file", result.modelFile().toString()).put("folder", result.folder().toString());
    console.describe(node);
    return node;
  }

  private static void put(ObjectNode node, String name, OptionalDouble value) {
    value.ifPresentOrElse(known -> node.put(name, known), () -> node.putNull(name));
  }
}
