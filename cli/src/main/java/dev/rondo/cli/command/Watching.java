package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.console.Output;
import dev.rondo.cli.console.Terminal;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.execution.Pause;
import dev.rondo.cli.execution.Screen;
import dev.rondo.cli.execution.Watch;
import dev.rondo.cli.execution.Watch.Seen;
import dev.rondo.cli.run.Run;
import dev.rondo.operations.execution.Execution;
import dev.rondo.protocol.json.Json;
import dev.rondo.rounds.state.Latest;
import dev.rondo.rounds.state.RoundResult;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalDouble;

/** Watches a round or a training for a command, and prints its end. */
final class Watching {

  /** The error of a round that would exceed the privacy budget of its job. */
  private static final String BUDGET_SPENT = "PrivacyBudgetSpent";

  private final Output output;
  private final ExecutionCommand.Target target;
  private final Run run;
  private final Screen screen;

  Watching(Output output, ExecutionCommand.Target target) {
    this.output = output;
    this.target = target;
    this.run = target.run();
    this.screen = new Screen(output.out(), Terminal.here(), output.json());
  }

  /** Watches a round; the exit code is 0 if it made a version. */
  int round(Execution execution, int round) throws InterruptedException {
    Seen seen = watch("Round " + round, "round", watch -> watch.round(execution, round));
    if (seen.rounds().isEmpty()) {
      output
          .err()
          .printf(
              "Round %s has no result, because its execution has ended: %s%nTo resume: %s%n",
              round, Text.oneLine(seen.execution().ending()), target.command("round start"));
      boolean spent = seen.execution().error().filter(BUDGET_SPENT::equals).isPresent();
      return spent ? PrivacyFacts.BUDGET_SPENT : 1;
    }
    RoundResult result = seen.rounds().get(0);
    output.print(() -> Json.tree(result), out -> {});
    return result.status() == RoundResult.Status.COMMITTED ? 0 : 1;
  }

  /** Watches a training; the exit code is 0 if it succeeded and a round made a version. */
  int training(Execution execution) throws InterruptedException {
    int first = Watch.firstToShow(run, execution);
    int begun = NothingLearned.firstRound(execution);
    if (first > begun) {
      screen.say("%s rounds of this training have already ended.".formatted(first - begun));
    }
    Seen seen = watch("The training", "train", watch -> watch.training(execution, first));
    Optional<String> failure = NothingLearned.explain(run, seen.execution());
    output.print(
        () ->
            toJson(seen.execution(), Output.object())
                .<ObjectNode>set("rounds", Json.tree(seen.rounds())),
        out -> {
          if (failure.isEmpty()) {
            out.printf("%n%s%n", verdict(run, seen.execution()));
          }
        });
    failure.ifPresent(output.err()::println);
    if (budgetSpent(seen.execution()).isPresent()) {
      return PrivacyFacts.BUDGET_SPENT;
    }
    return seen.execution().status() == Execution.Status.SUCCEEDED && failure.isEmpty() ? 0 : 1;
  }

  /** Why the privacy budget ended a training; empty if it did not. */
  private static Optional<String> budgetSpent(Execution training) {
    return training
        .output()
        .filter(output -> output.hasNonNull("budget_spent"))
        .map(output -> output.get("budget_spent").asText());
  }

  @FunctionalInterface
  private interface Watched {
    Seen in(Watch watch) throws InterruptedException;
  }

  /** Ctrl-C ends the process; what is watched continues on AWS. */
  private Seen watch(String subject, String noun, Watched watched) throws InterruptedException {
    Thread interrupted =
        new Thread(
            () ->
                screen.say(
                    "%n%s continues. To watch it again: %s%nTo stop it: %s"
                        .formatted(
                            subject,
                            target.command(noun + " watch"),
                            target.command(noun + " stop"))));
    Runtime.getRuntime().addShutdownHook(interrupted);
    try {
      return watched.in(
          new Watch(run, target.stack(), screen, InstantSource.system(), Pause.sleeping()));
    } finally {
      Runtime.getRuntime().removeShutdownHook(interrupted);
    }
  }

  /** Adds how a training ended, or its status while it is running. */
  static ObjectNode toJson(Execution training, ObjectNode node) {
    node.put("execution", training.arn()).put("status", training.status().toString());
    training.output().ifPresent(result -> node.set("output", result));
    training.error().ifPresent(error -> node.put("error", error));
    training.cause().ifPresent(cause -> node.put("cause", cause));
    return node;
  }

  /** How a training ended, in words. The store knows how far it came. */
  static String verdict(Run run, Execution training) {
    if (training.isRunning()) {
      return "The training is running.";
    }
    if (training.status() != Execution.Status.SUCCEEDED) {
      return "Training stopped early: " + Text.oneLine(training.ending());
    }
    Optional<String> spent = budgetSpent(training);
    if (spent.isPresent()) {
      return "Training stopped early: " + Text.oneLine(spent.get());
    }
    Latest latest = run.latest();
    if (latest.throughRound() == 0) {
      return "The training ended without running a round, because its target or its last round had"
          + " been reached.";
    }
    Optional<String> failure = NothingLearned.explain(run, training);
    if (failure.isPresent()) {
      return failure.get();
    }
    OptionalDouble accuracy = run.accuracy(latest.version());
    double goal = training.input().path("target_accuracy").asDouble();
    return "Trained through round %s%s%s."
        .formatted(
            latest.throughRound(),
            accuracy.isPresent() ? ", test accuracy " + Text.percent(accuracy) : "",
            goal > 0 && accuracy.orElse(-1) >= goal ? " (target reached)" : "");
  }
}
