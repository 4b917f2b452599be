package dev.rondo.cli.command;

import dev.rondo.cli.console.Output;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.run.Run;
import dev.rondo.cli.run.RunOption;
import dev.rondo.reports.RunReport;
import dev.rondo.rounds.history.RoundRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes a job's metrics for TensorBoard. */
@Command(
    name = "tensorboard",
    description = {
      "Writes event files for TensorBoard.",
      "",
      "They contain loss and accuracy of the global model, and the training loss of",
      "each client. Run it again during a training to add new rounds; an open",
      "TensorBoard shows them.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  rondo tensorboard --stack RondoControl --job my-job",
      "  rondo tensorboard --run runs/my-job --out curves"
    })
public final class TensorboardCommand extends RondoCommand {

  @Mixin private final RunOption run = new RunOption();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "The folder to write (default: tensorboard in the run's folder; for a job on AWS"
              + " runs/STACK/JOB/tensorboard).")
  private Optional<Path> out = Optional.empty();

  @Override
  public Integer call() {
    Run found = run.find();
    List<RoundRecord> rounds = found.endedRounds();
    Path folder = out.orElse(found.place().folder().resolve("tensorboard"));
    try {
      RunReport.tensorBoard(folder, rounds);
    } catch (IOException e) {
      output.err().println("Cannot write to " + folder + ": " + Text.reason(e));
      return 1;
    }
    output.print(
        () ->
            Output.object()
                .put("job", found.job())
                .put("folder", folder.toString())
                .put("rounds", rounds.size()),
        console ->
            console.printf(
                "%s rounds of job %s%n%nNext: tensorboard --logdir %s%n",
                rounds.size(), found.job(), folder));
    return 0;
  }
}
