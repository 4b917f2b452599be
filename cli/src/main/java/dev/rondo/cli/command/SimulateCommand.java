package dev.rondo.cli.command;

import dev.rondo.cli.console.Terminal;
import dev.rondo.local.DirectoryStore;
import dev.rondo.protocol.json.Json;
import dev.rondo.reports.GraphsUnavailableException;
import dev.rondo.reports.StoreReport;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.simulation.Home;
import dev.rondo.simulation.Simulation;
import dev.rondo.simulation.SimulationException;
import dev.rondo.simulation.SimulationListener;
import dev.rondo.simulation.SimulationResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains with virtual clients on this machine. */
@Command(
    name = "simulate",
    description = {
      "Trains a shared model over virtual clients on this machine.",
      "",
      "The round that is played is the one that runs on AWS: the same state machine, the same"
          + " files, the same aggregation. Only the clock is virtual: each client's speed, delay"
          + " and drop-out is drawn from the seed, so the same command gives the same model, bit"
          + " for bit. An interrupted run goes on where it was when the command is given again.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = false,
    footer = {
      "",
      "Examples:",
      "  rondo simulate",
      "  rondo simulate --split shards:2 --rounds 150 --target-accuracy 0.93",
      "  rondo simulate --model mcmahan-cnn --epochs 5 --learning-rate 0.2",
      "  rondo simulate --over-selection 1.3 --drop-out 0.1 --stragglers 0.2:10",
      "  rondo simulate --config job.yaml --rounds 20"
    })
public final class SimulateCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings as YAML; flags given beside it win.")
  private Optional<Path> config = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "runs",
      description = "Folder in which the job gets a folder of its own (default: runs).")
  private Path out = Path.of("runs");

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Clients trained at the same time; changes no bit (default: one a core).")
  private Optional<Integer> threads = Optional.empty();

  @Option(names = "--restart", description = "Delete what the job has and begin anew.")
  private boolean restart;

  @Option(names = "--quiet", description = "Print errors only.")
  private boolean quiet;

  @Option(names = "--json", description = "Print one JSON document at the end and nothing else.")
  private boolean json;

  private SimulateCommand() {}

  /** The command with all of the job's settings as flags. */
  public static CommandLine commandLine() {
    CommandLine simulate = new CommandLine(new SimulateCommand());
    JobFlags.addTo(simulate.getCommandSpec());
    return simulate;
  }

  @Override
  public Integer call() {
    JobConfig job = JobConfig.of(JobFlags.settings(config, spec.commandLine().getParseResult()));
    Terminal terminal = Terminal.here();
    RunConsole console = new RunConsole(System.out, terminal, quiet || json, job);
    Simulation.Builder simulation =
        Simulation.builder().config(job).out(out).home(Home.find()).restart(restart);
    threads.ifPresent(simulation::threads);
    console.starting();
    Thread interrupted = new Thread(() -> console.interrupted(restart));
    Runtime.getRuntime().addShutdownHook(interrupted);
    SimulationResult result;
    try {
      result = simulation.listener(reporting(console, job)).build().run();
    } finally {
      Runtime.getRuntime().removeShutdownHook(interrupted);
    }
    report(job, result.folder());
    if (json) {
      System.out.println(new String(Json.bytes(summary(result)), StandardCharsets.UTF_8));
    } else {
      console.finished(result);
    }
    return 0;
  }

  /** Rebuilds the report every now and then, so that a long training can be watched. */
  private SimulationListener reporting(RunConsole console, JobConfig job) {
    return new ReportingListener(console, () -> report(job, out.resolve(job.job())));
  }

  /** All of it is made from the store, so a report that fails can be made again. */
  private void report(JobConfig job, Path folder) {
    OptionalDouble target =
        job.targetAccuracy() > 0 ? OptionalDouble.of(job.targetAccuracy()) : OptionalDouble.empty();
    try {
      StoreReport.write(folder, new DirectoryStore(folder.resolve("store")), job.job(), target);
    } catch (GraphsUnavailableException e) {
      spec.commandLine().getErr().println(e.getMessage());
    } catch (IOException e) {
      throw new SimulationException(
          "Tables and plots could not be written (%s). The model is safe; give the command again."
              .formatted(e.getMessage()),
          e);
    }
  }

  /** What a script wants to know. */
  record Summary(
      String job,
      int rounds,
      int version,
      OptionalDouble bestAccuracy,
      OptionalDouble accuracy,
      String modelFile,
      String folder) {}

  private static Summary summary(SimulationResult result) {
    OptionalDouble last =
        result.rounds().stream()
            .flatMapToDouble(round -> round.result().testAccuracy().stream())
            .reduce((first, second) -> second);
    return new Summary(
        result.job(),
        result.rounds().size(),
        result.version(),
        result.bestAccuracy(),
        last,
        result.modelFile().toString(),
        result.folder().toString());
  }
}
