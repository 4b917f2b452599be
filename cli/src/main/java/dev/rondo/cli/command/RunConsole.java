package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.console.Progress;
import dev.rondo.cli.console.RoundTable;
import dev.rondo.cli.console.Terminal;
import dev.rondo.cli.console.Text;
import dev.rondo.learning.data.LoadedData;
import dev.rondo.rounds.history.RoundRecord;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.job.JobFields;
import dev.rondo.rounds.job.SplitRule;
import dev.rondo.rounds.state.RoundResult;
import dev.rondo.settings.RawSettings;
import dev.rondo.simulation.SimulationListener;
import dev.rondo.simulation.SimulationResult;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/** The text output of a simulation: a line per round, and live progress on a terminal. */
final class RunConsole implements SimulationListener {

  /** Of which the trainer's log is shown. */
  private static final int FAILURES_IN_FULL = 2;

  private static final long REPORT_EVERY = Duration.ofSeconds(30).toNanos();

  private final PrintWriter out;
  private final boolean silent;
  private final JobConfig job;
  private final Runnable report;
  private final RoundTable table;
  private final Progress progress;
  private Optional<String> trained = Optional.empty();
  private int failures;
  private final List<String> notices = new ArrayList<>();
  private Optional<String> kernel = Optional.empty();
  private List<LoadedData.Fact> data = List.of();
  private Consumer<ObjectNode> describeFlower = summary -> {};
  private long reportEvery = REPORT_EVERY;
  private long reported = System.nanoTime();

  /**
   * @param report updates the report of a long training while it is running
   */
  RunConsole(PrintWriter out, Terminal terminal, boolean silent, JobConfig job, Runnable report) {
    this.out = out;
    this.silent = silent;
    this.job = job;
    this.report = report;
    this.table = new RoundTable(out, terminal.colours());
    this.progress = new Progress(out, terminal.interactive() && !silent);
  }

  void starting() {
    if (silent) {
      return;
    }
    boolean ownData = job.dataset().equals(JobFields.NO_DATASET);
    out.printf(
        Locale.ROOT,
        "%s: %s%s, %s clients%s, %s per round%n",
        job.job(),
        job.model(),
        ownData ? "" : " on " + job.dataset(),
        job.clients(),
        ownData ? "" : " (" + job.split() + ")",
        job.cohortSize());
    job.differentialPrivacy()
        .ifPresent(privacy -> out.println("Privacy: " + PrivacyFacts.of(job, privacy)));
  }

  /** Tells what is taken from a Flower app, and what not. */
  void flower(FlowerApp app, RawSettings given) {
    describeFlower = summary -> app.describe(given, summary);
    if (!silent) {
      app.print(given, out);
    }
    app.refused()
        .ifPresent(reason -> notice(reason + " It does not apply: --aggregation applies instead."));
    app.notices().forEach(this::notice);
  }

  @Override
  public void data(List<LoadedData.Fact> facts) {
    data = facts;
    if (!silent) {
      DataFacts.print(facts, out);
    }
  }

  @Override
  public void trainer(String name) {
    trained = Optional.of(name);
    if (!silent) {
      out.println("Trainer: " + Text.oneLine(name));
    }
  }

  @Override
  public void kernel(String name) {
    kernel = Optional.of(name);
    if (!silent) {
      out.println("OpenBLAS kernel: " + name);
    }
  }

  @Override
  public void notice(String text) {
    notices.add(text);
    if (!silent) {
      out.println("Note: " + Text.oneLine(text));
    }
  }

  @Override
  public void started(String name, int firstRound, int lastRound) {
    if (!silent && firstRound > 1) {
      out.printf("Resuming at round %s of %s.%n", firstRound, lastRound);
    }
  }

  @Override
  public void alreadyEnded(String name, int round) {
    if (!silent) {
      out.println(
          round >= job.rounds()
              ? "All %s rounds have already ended.".formatted(round)
              : "The training has already ended in round %s.".formatted(round));
    }
  }

  @Override
  public void roundOpened(int round) {
    progress.updates(round, job.rounds(), 0, job.quorum());
  }

  @Override
  public void updateArrived(int round, int updates, int quorum) {
    progress.updates(round, job.rounds(), updates, quorum);
  }

  /** The first failures are told with the trainer's log, later ones in one line. */
  @Override
  public void clientFailed(int round, String client, String cause) {
    if (silent) {
      return;
    }
    progress.clear();
    String first = cause.lines().findFirst().orElse("");
    out.printf("Round %s: the training of %s failed. %s%n", round, client, first);
    if (failures++ < FAILURES_IN_FULL) {
      cause.lines().skip(1).forEach(out::println);
    }
  }

  @Override
  public void roundClosed(RoundResult result, double seconds) {
    if (!silent) {
      progress.clear();
      table.print(result, seconds);
    }
    long begun = System.nanoTime();
    if (begun - reported >= reportEvery) {
      report.run();
      reported = System.nanoTime();
      // The plots of a long training take a while, of which the training loses a twentieth at most.
      reportEvery = Math.max(REPORT_EVERY, 20 * (reported - begun));
    }
  }

  /** Called on Ctrl-C. */
  void interrupted(boolean restart) {
    if (!silent) {
      progress.clear();
      out.println();
      out.println(
          "Stopped. To resume, run the same command again"
              + (restart ? " without --restart." : "."));
    }
  }

  /** The kernel that trained and all notices, for the summary. */
  void describe(ObjectNode summary) {
    trained.ifPresent(name -> summary.put("trainer", name));
    kernel.ifPresentOrElse(name -> summary.put("kernel", name), () -> summary.putNull("kernel"));
    DataFacts.describe(data, summary);
    describeFlower.accept(summary);
    notices.forEach(summary.putArray("notes")::add);
  }

  /**
   * Prints the verdict and where the files are.
   *
   * @param learned whether any round made a version
   */
  void finished(SimulationResult result, boolean learned) {
    if (silent) {
      return;
    }
    out.println();
    out.println(learned ? verdict(result) : "No round made a version of the model.");
    job.differentialPrivacy()
        .ifPresent(
            privacy ->
                out.printf(
                    "Privacy: epsilon %s of %s is spent. Report: rondo privacy report --run %s%n",
                    PrivacyFacts.epsilon(privacy.spent(releases(result))),
                    Text.number(privacy.epsilon()),
                    result.folder()));
    Path folder = result.folder();
    out.println("  model        " + result.modelFile());
    out.println(
        "  plots        " + folder.resolve("accuracy.png") + ", " + folder.resolve("loss.png"));
    out.println(
        "  tables       " + folder.resolve("rounds.csv") + ", " + folder.resolve("clients.csv"));
    out.println("  TensorBoard  tensorboard --logdir " + folder.resolve("tensorboard"));
    if (learned && trained.isEmpty()) {
      out.println();
      out.println("Next: " + next(folder));
    }
  }

  /** Versions, rolled-back ones too: each of them was a release. */
  private static int releases(SimulationResult result) {
    return (int)
        result.rounds().stream().filter(round -> round.result().version().isPresent()).count();
  }

  private String verdict(SimulationResult result) {
    Optional<String> ofTarget = TargetVerdict.of(job, result);
    if (ofTarget.isPresent()) {
      return ofTarget.get();
    }
    OptionalDouble best = result.bestAccuracy();
    if (best.isEmpty()) {
      return withoutAccuracy(result);
    }
    int round =
        result.rounds().stream()
            .filter(r -> r.result().testAccuracy().orElse(-1) >= best.getAsDouble())
            .findFirst()
            .orElseThrow()
            .result()
            .round();
    String text = "Best test accuracy %s in round %s".formatted(Text.percent(best), round);
    if (job.targetAccuracy() <= 0) {
      return text + ".";
    }
    String target = String.format(Locale.ROOT, "%.4g %%", 100 * job.targetAccuracy());
    return best.getAsDouble() >= job.targetAccuracy()
        ? text + ". The target of " + target + " is reached."
        : text + ". The target of " + target + " is not reached. Try more rounds (--rounds).";
  }

  /** Of a trainer that measures no accuracy, the lowest loss counts. */
  private static String withoutAccuracy(SimulationResult result) {
    Optional<RoundResult> best =
        result.rounds().stream()
            .map(RoundRecord::result)
            .filter(round -> round.testLoss().isPresent())
            .min(Comparator.comparingDouble(round -> round.testLoss().orElseThrow()));
    return best.map(
            round ->
                "Lowest test loss %s in round %s. The accuracy was not measured, so no target applies."
                    .formatted(Text.loss(round.testLoss()), round.round()))
        .orElseGet(() -> byClients(result));
  }

  /** Clients measure a version when they train from it, so never the newest one. */
  private static String byClients(SimulationResult result) {
    int rounds = result.rounds().size();
    return result.rounds().stream()
        .flatMap(round -> round.result().clientEvaluation().stream())
        .reduce((first, second) -> second)
        .map(
            last ->
                "%s rounds ended. Clients measured version %s last: %s. Version %s is measured in the next round (--rounds %s)."
                    .formatted(
                        rounds,
                        last.version(),
                        MetricFacts.oneLine(last.evaluation()),
                        result.version(),
                        rounds + 1))
        .orElse("%s rounds ended, none was evaluated.".formatted(rounds));
  }

  private String next(Path folder) {
    if (!job.dataset().equals("mnist")) {
      return "./rondo evaluate --per-class --run " + folder;
    }
    return job.split().equals(SplitRule.IID)
        ? "./rondo simulate --split shards:2 --rounds 150   (clients with two digits each)"
        : "./rondo simulate --over-selection 1.3 --drop-out 0.1 --stragglers 0.2:10";
  }
}
