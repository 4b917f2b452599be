package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.console.Output;
import dev.rondo.cli.run.Run;
import dev.rondo.cli.run.RunOption;
import dev.rondo.rounds.update.Roster;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows or changes the roster of a job. */
@Command(
    name = "clients",
    description = {
      "Shows or changes the roster of a job: the clients that may contribute.",
      "",
      "A job without a roster admits every client that has a seat. Updates of other",
      "clients are rejected with the reason not_invited, and are not read. A roster",
      "can change at any time; a job's first roster applies from the next round on.",
      "",
      "The file has one client id on each line, or a pattern in which * stands for",
      "any characters. Empty lines and lines that begin with # are ignored. A roster",
      "has at most 100,000 entries, of which 1,000 can be patterns.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  rondo job clients --stack RondoControl --job my-job",
      "  rondo job clients --run runs/my-job --clients-file hospitals.txt",
      "  rondo job clients --run runs/my-job --all"
    })
final class JobClientsCommand extends RondoCommand {

  @Mixin private final RunOption run = new RunOption();

  @ArgGroup private Change change = new Change();

  /** At most one of these. */
  private static final class Change {

    @Option(
        names = "--clients-file",
        paramLabel = "FILE",
        description = "Replaces the roster with the one in this file.")
    private Optional<Path> file = Optional.empty();

    @Option(names = "--all", description = "Admits every client that has a seat.")
    private boolean all;
  }

  @Override
  public Integer call() {
    Run found = run.find();
    found.config(); // Fails if there is no such job.
    if (change.all) {
      RosterFile.store(found, Roster.EVERYBODY);
    }
    change.file.map(RosterFile::read).ifPresent(roster -> RosterFile.store(found, roster));
    Optional<Roster> roster = RosterFile.of(found).filter(r -> !r.equals(Roster.EVERYBODY));
    output.print(
        () -> {
          ObjectNode node = Output.object().put("job", found.job());
          ArrayNode clients = node.putArray("clients");
          roster.ifPresent(some -> some.clients().forEach(clients::add));
          return node.put("all", roster.isEmpty());
        },
        out -> {
          if (roster.isEmpty()) {
            out.printf("Job %s admits every client that has a seat.%n", found.job());
          } else {
            out.printf("Job %s admits these clients:%n", found.job());
            roster.get().clients().forEach(client -> out.println("  " + client));
          }
        });
    return 0;
  }
}
