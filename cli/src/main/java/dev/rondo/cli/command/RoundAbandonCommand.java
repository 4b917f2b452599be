package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.console.Output;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.console.UserError;
import dev.rondo.cli.execution.Executions;
import dev.rondo.cli.run.Run;
import dev.rondo.cli.run.RunOption;
import dev.rondo.operations.execution.Execution;
import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.rounds.state.Abandonment;
import dev.rondo.rounds.state.RoundOutcome;
import dev.rondo.rounds.state.RoundRequest;
import java.time.InstantSource;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Abandons a round. */
@Command(
    name = "abandon",
    description = {
      "Ends an uncommitted round without a version.",
      "",
      "Works at any time after the round was opened: while it waits, while it is",
      "aggregated, and after its executions have failed. Uploaded updates are not",
      "used. Then the next round can start, or the job can be rolled back. A round",
      "that is committed stays committed. On AWS, the command starts an execution",
      "that ends the wait of the round and writes its result.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  rondo round abandon 7 --stack RondoControl --job my-job",
      "  rondo round abandon 7 --reason \"wrong data\""
    })
final class RoundAbandonCommand extends RondoCommand {

  @Mixin private final RunOption run = new RunOption();

  @Parameters(paramLabel = "ROUND", description = "The round's number, from 1.")
  private int round;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "The reason, for the result of the round (default: ${DEFAULT-VALUE}).")
  private String reason = "an operator abandoned it";

  @Override
  public Integer call() {
    Run found = run.find();
    RoundRequest request = new RoundRequest(found.job(), round);
    Abandonment why = new Abandonment(Abandonment.By.OPERATOR, reason);
    RoundOutcome outcome = found.place().abandon(request, why);
    outcome.committed().ifPresent(RoundAbandonCommand::refuse);
    Optional<Execution> execution =
        found.result(round).isPresent()
            ? Optional.empty()
            : found
                .place()
                .stack()
                .map(
                    stack ->
                        new Executions(found, stack, InstantSource.system())
                            .closeAbandoned(request, reason));
    Abandonment counts = outcome.abandoned().orElseThrow();
    output.print(
        () -> toJson(request, counts, execution),
        out -> {
          out.printf(
              "Round %s of job %s is abandoned: %s%n",
              round, found.job(), Text.oneLine(counts.reason()));
          execution.ifPresent(
              started -> out.printf("  execution that closes it  %s%n", started.arn()));
        });
    return 0;
  }

  private static void refuse(VersionManifest committed) {
    throw new UserError(
        "Cannot abandon round %s of job %s: it is committed. To train from an older version: rondo model rollback %s"
            .formatted(
                committed.version(),
                committed.job(),
                committed.parent().map(String::valueOf).orElse("VERSION")));
  }

  private static ObjectNode toJson(
      RoundRequest request, Abandonment why, Optional<Execution> execution) {
    ObjectNode node =
        Output.object()
            .put("job", request.job())
            .put("round", request.round())
            .put("status", "abandoned")
            .put("reason", why.reason());
    execution.ifPresent(started -> node.put("execution", started.arn()));
    return node;
  }
}
