package dev.rondo.cli.command;

import dev.rondo.cli.console.Facts;
import dev.rondo.cli.console.Table;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.run.Run;
import dev.rondo.cli.run.RunOption;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.training.TrainingSettings;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.history.TimedResult;
import dev.rondo.rounds.state.RoundResult;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows one round. */
@Command(
    name = "show",
    description = {
      "Shows one round: its plan, its contributors, and its result.",
      "",
      "Late and rejected updates are listed with the reason. The plan is written",
      "once, when the round opens, and does not change. The contributors are frozen",
      "before the model is computed, so the version can be reproduced.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  rondo round show 7",
      "  rondo round show 7 --history",
      "  rondo round show 7 --json"
    })
final class RoundShowCommand extends RondoCommand {

  @Mixin private final RunOption run = new RunOption();

  @Parameters(paramLabel = "ROUND", description = "The round's number, from 1.")
  private int round;

  @Option(names = "--history", description = "Also print the events of its execution.")
  private boolean history;

  @Override
  public Integer call() {
    Run found = run.find();
    RoundDetails details = RoundDetails.read(found, round);
    output.print(
        details::toJson,
        out -> {
          print(details, found.place().resume(), out);
          if (history) {
            out.printf("%nExecution:%n%s%n", found.history(round));
          }
        });
    return 0;
  }

  private static void print(RoundDetails details, String resume, PrintWriter out) {
    Plan plan = details.plan();
    out.printf(Locale.ROOT, "Round %s of job %s%n%n", plan.round(), plan.job());
    printPlan(plan, out);
    out.println();
    printHistory(plan, details.record(), resume, out);
    out.printf(Locale.ROOT, "%nContributors: %s%n", details.contributors().size());
    if (!details.contributors().isEmpty()) {
      contributors(details).print(out);
    }
    if (!details.late().isEmpty()) {
      out.printf(
          Locale.ROOT,
          "%n%s: %s%n%s%n",
          others(details),
          details.late().size(),
          String.join(", ", details.late()));
    }
    if (!details.rejected().isEmpty()) {
      out.printf(Locale.ROOT, "%nRejected: %s%n", details.rejected().size());
      rejected(details).print(out);
    }
  }

  /** What the updates are that neither contribute nor have a recorded rejection. */
  private static String others(RoundDetails details) {
    if (details.record().isEmpty()) {
      return "Undecided";
    }
    // Of a flood of bogus updates, not each rejection is recorded.
    return details.late().size() > details.record().get().result().late()
        ? "Late, or rejected without a record"
        : "Late";
  }

  private static void printPlan(Plan plan, PrintWriter out) {
    TrainingSettings training = plan.training();
    Facts facts = new Facts();
    facts.add(
        "model", plan.model() + ", " + Text.count(plan.layout().parameterCount()) + " parameters");
    facts.add("base version", Integer.toString(plan.baseVersion()));
    facts.add("seats", Integer.toString(plan.seats()));
    facts.add("quorum", plan.quorum() + " accepted updates");
    facts.add(
        "minimum",
        plan.minimum() + " accepted updates at the deadline; with fewer, the round is abandoned");
    facts.add(
        "training",
        "epochs %s, batch size %s, learning rate %s, momentum %s, prox mu %s, clip %s"
            .formatted(
                training.epochs(),
                training.batchSize(),
                Text.number(training.learningRate()),
                Text.number(training.momentum()),
                Text.number(training.proxMu()),
                Text.number(training.clip())));
    facts.add("aggregation", plan.aggregation().text());
    facts.add(
        "update norm",
        (plan.maxUpdateNorm() > 0 ? "at most " + Text.number(plan.maxUpdateNorm()) : "unlimited")
            + (plan.clipUpdateNorm() > 0
                ? ", clipped to " + Text.number(plan.clipUpdateNorm())
                : ""));
    plan.privacy().ifPresent(privacy -> facts.add("privacy", PrivacyFacts.of(privacy)));
    facts.print(out);
  }

  private static void printHistory(
      Plan plan, Optional<TimedResult> record, String resume, PrintWriter out) {
    Facts history = new Facts();
    history.add("opened", plan.openedAt().toString());
    history.add("deadline", plan.deadline().toString());
    if (record.isEmpty()) {
      history.add(
          "status",
          "in progress, or interrupted (to resume: %s; to abandon it: rondo round abandon %s)"
              .formatted(resume, plan.round()));
      history.print(out);
      return;
    }
    RoundResult result = record.get().result();
    history.add("closed", result.closedAt().toString());
    history.add(
        "status",
        result.status().name().toLowerCase(Locale.ROOT)
            + result.version().map(version -> " (version " + version + ")").orElse("")
            + result.reason().map(reason -> ": " + Text.oneLine(reason)).orElse(""));
    history.add(
        "updates",
        "%s accepted, %s late, %s dropped of %s seats; %s rejected"
            .formatted(
                result.accepted(),
                result.late(),
                result.dropped(),
                result.seats(),
                result.rejected()));
    if (result.duplicateSeats() > 0) {
      history.add(
          "duplicate seats", result.duplicateSeats() + " (another update counts for the seat)");
    }
    history.add("train loss", Text.loss(result.trainLoss()));
    MetricFacts.add(history, result.metrics());
    result
        .clientEvaluation()
        .ifPresent(
            clients -> {
              history.add(
                  "measured",
                  "version %s, by %s clients, on %s examples"
                      .formatted(
                          clients.version(),
                          Text.count(clients.clients()),
                          Text.count(clients.evaluation().examples())));
              MetricFacts.addByClients(history, clients.evaluation());
            });
    result.evaluationError().ifPresent(e -> history.add("evaluation", Text.oneLine(e)));
    history.add("seconds", Text.seconds(record.get().seconds()));
    history.print(out);
  }

  private static Table contributors(RoundDetails details) {
    if (details.plan().privacy().isPresent()) { // Their examples and losses are not recorded.
      Table clients = new Table("client");
      details.contributors().forEach(contributor -> clients.add(contributor.client()));
      return clients;
    }
    Table table = new Table("client", "examples", "weight", "train loss");
    for (Contributor contributor : details.contributors()) {
      table.add(
          contributor.client(),
          Long.toString(contributor.examples()),
          Text.number(contributor.weight()),
          Text.loss(contributor.trainLoss()));
    }
    return table;
  }

  private static Table rejected(RoundDetails details) {
    Table table = new Table("client", "reason", "detail");
    details
        .rejected()
        .forEach(
            (client, rejection) ->
                table.add(
                    client,
                    rejection.reason().name().toLowerCase(Locale.ROOT),
                    Text.oneLine(rejection.detail())));
    return table;
  }
}
