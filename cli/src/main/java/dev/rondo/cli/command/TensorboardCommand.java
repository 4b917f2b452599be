package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.console.UserError;
import dev.rondo.cli.run.Run;
import dev.rondo.cli.run.RunOption;
import dev.rondo.reports.StoreReport;
import dev.rondo.rounds.history.RoundRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes a job's curves for TensorBoard. */
@Command(
    name = "tensorboard",
    description = {
      "Writes event files that TensorBoard shows.",
      "",
      "They hold loss and accuracy of the global model, and each device's training",
      "loss. Given again while a training goes on, it adds what is new, and a",
      "TensorBoard that is open shows it.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  rondo tensorboard --stack RondoControl --job my-job",
      "  rondo tensorboard --run runs/my-job --out curves"
    })
public final class TensorboardCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private final RunOption run = new RunOption();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "The folder to write (default: tensorboard in the run's folder; of a job on AWS"
              + " runs/STACK/JOB/tensorboard).")
  private Optional<Path> out = Optional.empty();

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Override
  public Integer call() {
    Run found = run.find();
    List<RoundRecord> rounds = found.rounds();
    if (rounds.isEmpty()) {
      throw new UserError(
          "No round of job " + found.job() + " has ended yet: there is nothing to show.");
    }
    Path folder = out.orElse(found.place().folder().resolve("tensorboard"));
    try {
      StoreReport.tensorBoard(folder, rounds);
    } catch (IOException e) {
      spec.commandLine().getErr().println("Cannot write to " + folder + ": " + Text.reason(e));
      return 1;
    }
    PrintWriter console = spec.commandLine().getOut();
    if (json) {
      console.println(
          JsonNodeFactory.instance
              .objectNode()
              .put("job", found.job())
              .put("folder", folder.toString())
              .put("rounds", rounds.size())
              .toPrettyString());
    } else {
      console.printf(
          "%d rounds of job %s%n%nNext: tensorboard --logdir %s%n",
          rounds.size(), found.job(), folder);
    }
    return 0;
  }
}
