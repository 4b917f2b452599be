package dev.rondo.cli.command;

import dev.rondo.cli.console.Output;
import dev.rondo.cli.run.Run;
import dev.rondo.cli.run.RunOption;
import dev.rondo.rounds.state.Latest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Makes an older version the current one. */
@Command(
    name = "rollback",
    description = {
      "Makes a version the current one: the next round trains from it.",
      "",
      "Nothing is deleted, and round numbers continue: if round 20 is followed by a",
      "rollback to version 12, the next round makes version 21 with parent 12. To undo",
      "a rollback, roll back to the newer version. A rollback is rejected while a",
      "round is in progress. Afterwards, only the current version, its ancestors and",
      "its descendants count towards the target accuracy.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  rondo model rollback 12",
      "  rondo simulate --rounds 30    (continues from version 12)",
      "  rondo model rollback 12 --stack RondoControl"
    })
final class ModelRollbackCommand extends RondoCommand {

  @Mixin private final RunOption run = new RunOption();

  @Parameters(paramLabel = "VERSION", description = "The version's number, from 0.")
  private int version;

  @Override
  public Integer call() {
    Run found = run.find();
    found.manifest(version);
    Latest before = found.latest();
    Latest after = found.rollBack(version);
    output.print(
        () ->
            Output.object()
                .put("job", found.job())
                .put("previous_version", before.version())
                .put("version", after.version())
                .put("through_round", after.throughRound()),
        out ->
            out.println(
                before.equals(after)
                    ? "Version %s is already the current version of job %s."
                        .formatted(version, found.job())
                    : "Version %s is now the current version of job %s (before: version %s). Round %s will train from it."
                        .formatted(
                            after.version(),
                            found.job(),
                            before.version(),
                            after.throughRound() + 1)));
    return 0;
  }
}
