package dev.rondo.cli.play;

import dev.rondo.cli.run.Run;
import dev.rondo.cli.stack.Playing;
import dev.rondo.cli.stack.StateMachine;
import dev.rondo.rounds.state.RoundResult;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Looks at a round again and again, until it has ended. */
public final class RoundWatch {

  private final Run run;
  private final StateMachine machine;
  private final Screen screen;
  private final InstantSource clock;
  private final Pause pause;

  public RoundWatch(
      Run run, StateMachine machine, Screen screen, InstantSource clock, Pause pause) {
    this.run = run;
    this.machine = machine;
    this.screen = screen;
    this.clock = clock;
    this.pause = pause;
  }

  /** How it ended. */
  public sealed interface Outcome {

    /** The round has a result. */
    record Ended(RoundResult result) implements Outcome {}

    /** Its execution has ended, and the round has no result. */
    record Broken(Playing execution) implements Outcome {}
  }

  /**
   * Watches a round.
   *
   * @param execution the execution that was started for it
   */
  public Outcome watch(int round, String execution) throws InterruptedException {
    String following = execution;
    while (true) {
      // Asked before the store is read: an execution that has ended has written its result.
      Optional<Playing> playing = machine.describe(following);
      RoundView view = RoundView.read(run, round);
      if (view.result().isPresent()) {
        RoundResult result = view.result().get();
        screen.ended(result, seconds(result));
        return new Outcome.Ended(result);
      }
      Optional<String> owner = view.execution();
      if (playing.isPresent() && !playing.get().running()) {
        if (owner.isEmpty() || owner.get().equals(following)) {
          screen.clear();
          return new Outcome.Broken(playing.get());
        }
        following = owner.get();
        continue;
      }
      screen.show(view.state(), view.line(clock.instant()));
      pause.pause();
    }
  }

  static double seconds(RoundResult result) {
    return Duration.between(result.openedAt(), result.closedAt()).toMillis() / 1e3;
  }
}
