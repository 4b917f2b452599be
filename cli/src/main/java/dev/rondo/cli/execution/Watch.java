package dev.rondo.cli.execution;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.cli.run.Run;
import dev.rondo.operations.execution.Execution;
import dev.rondo.operations.execution.StateMachine;
import dev.rondo.operations.stack.Stack;
import dev.rondo.rounds.state.RoundResult;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Polls an execution and shows each of its rounds, until it has ended. */
public final class Watch {

  private final Run run;
  private final Stack stack;
  private final Screen screen;
  private final InstantSource clock;
  private final Pause pause;

  public Watch(Run run, Stack stack, Screen screen, InstantSource clock, Pause pause) {
    this.run = run;
    this.stack = stack;
    this.screen = screen;
    this.clock = clock;
    this.pause = pause;
  }

  /**
   * The end of what was watched.
   *
   * @param execution the last execution that ran it
   * @param rounds the rounds that ended while it was watched
   */
  public record Seen(Execution execution, List<RoundResult> rounds) {
    public Seen {
      rounds = List.copyOf(rounds);
    }
  }

  /** Watches one round until it has a result, or the execution that owns it has ended. */
  public Seen round(Execution execution, int round) throws InterruptedException {
    return watch(stack.rounds(), execution, round, round, (ended, view) -> view.execution());
  }

  /**
   * Watches a training until it has ended.
   *
   * @param first the first round to show
   */
  public Seen training(Execution execution, int first) throws InterruptedException {
    return watch(
        stack.trainings(),
        execution,
        first,
        Integer.MAX_VALUE,
        (ended, view) ->
            ended
                .output()
                .map(output -> output.path("continued_as"))
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText));
  }

  /**
   * @param successor the ARN of the execution that continues the one that has ended
   */
  private Seen watch(
      StateMachine machine,
      Execution execution,
      int first,
      int last,
      BiFunction<Execution, RoundView, Optional<String>> successor)
      throws InterruptedException {
    Execution followed = execution;
    List<RoundResult> ended = new ArrayList<>();
    int round = first;
    while (round <= last) {
      // Before the store is read: an execution that has ended has written its results.
      followed = machine.describe(followed.arn()).orElse(followed);
      RoundView view = RoundView.read(run, round);
      if (view.result().isPresent()) {
        RoundResult result = view.result().get();
        screen.ended(result, seconds(result));
        ended.add(result);
        round++;
      } else if (followed.isRunning()) {
        screen.show(round + view.state(), view.line(clock.instant()));
        pause.pause();
      } else {
        String arn = followed.arn();
        Optional<Execution> next =
            successor
                .apply(followed, view)
                .filter(other -> !other.equals(arn))
                .flatMap(machine::describe);
        if (next.isEmpty()) {
          screen.clear();
          break;
        }
        followed = next.get();
      }
    }
    return new Seen(followed, ended);
  }

  /** The first round of a training to show: the current one. */
  public static int firstToShow(Run run, Execution training) {
    return Math.max(training.input().path("first_round").asInt(1), Position.of(run).round());
  }

  private static double seconds(RoundResult result) {
    return Duration.between(result.openedAt(), result.closedAt()).toMillis() / 1e3;
  }
}
