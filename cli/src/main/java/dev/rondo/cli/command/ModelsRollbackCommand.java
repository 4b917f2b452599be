package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.rondo.cli.run.Run;
import dev.rondo.cli.run.RunOption;
import dev.rondo.rounds.state.Latest;
import dev.rondo.rounds.state.LatestVersion;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes an older version the current one. */
@Command(
    name = "rollback",
    description = {
      "Makes a version the current one: the next round trains from it.",
      "",
      "Nothing is deleted, and rounds are not counted anew: after round 20, a",
      "rollback to version 12 and one more round, version 21 has the parent 12. To go",
      "forward again, roll back to the newer version. It is refused while a round is",
      "under way. Training goes on until the target accuracy is reached by a version",
      "that descends from this one, or was by one that it descends from.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Example:",
      "  rondo models rollback 12",
      "  rondo simulate --rounds 30    (goes on from it)",
      "  rondo models rollback 12 --stack RondoControl"
    })
final class ModelsRollbackCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private final RunOption run = new RunOption();

  @Parameters(paramLabel = "VERSION", description = "The version's number, from 0.")
  private int version;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Override
  public Integer call() {
    Run found = run.find();
    found.manifest(version);
    Latest before = new LatestVersion(found.store()).read(found.job());
    print(found, before, found.rollBack(version));
    return 0;
  }

  private void print(Run found, Latest before, Latest after) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          JsonNodeFactory.instance
              .objectNode()
              .put("job", found.job())
              .put("previous_version", before.version())
              .put("version", after.version())
              .put("through_round", after.throughRound())
              .toPrettyString());
    } else if (before.equals(after)) {
      out.printf("Version %d of job %s is the current one already.%n", version, found.job());
    } else {
      out.printf(
          "Version %d of job %s is the current one now; it was version %d. Round %d will train from"
              + " it.%n",
          after.version(), found.job(), before.version(), after.throughRound() + 1);
    }
  }
}
