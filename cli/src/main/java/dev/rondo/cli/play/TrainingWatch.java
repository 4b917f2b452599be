package dev.rondo.cli.play;

import dev.rondo.cli.run.Run;
import dev.rondo.cli.stack.Playing;
import dev.rondo.cli.stack.StateMachine;
import dev.rondo.rounds.state.RoundResult;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at a training again and again, a line a round, until it has ended. */
public final class TrainingWatch {

  private final Run run;
  private final StateMachine machine;
  private final Screen screen;
  private final InstantSource clock;
  private final Pause pause;

  /**
   * @param machine the state machine of trainings
   */
  public TrainingWatch(
      Run run, StateMachine machine, Screen screen, InstantSource clock, Pause pause) {
    this.run = run;
    this.machine = machine;
    this.screen = screen;
    this.clock = clock;
    this.pause = pause;
  }

  /**
   * What was seen.
   *
   * @param training the execution that ended the training
   * @param rounds the rounds that have ended meanwhile
   */
  public record Seen(Playing training, List<RoundResult> rounds) {

    public Seen {
      rounds = List.copyOf(rounds);
    }
  }

  /**
   * Watches a training.
   *
   * @param training the execution that plays it
   * @param first the first round to show
   */
  public Seen watch(Playing training, int first) throws InterruptedException {
    Playing following = training;
    List<RoundResult> ended = new ArrayList<>();
    int round = first;
    while (true) {
      // Asked before the store is read: a training that has ended has all its rounds there.
      following = machine.describe(following.execution()).orElse(following);
      RoundView view = RoundView.read(run, round);
      if (view.result().isPresent()) {
        RoundResult result = view.result().get();
        screen.ended(result, RoundWatch.seconds(result));
        ended.add(result);
        round++;
        continue;
      }
      if (!following.running()) {
        Optional<Playing> next = Trainings.continuedAs(following).flatMap(machine::describe);
        if (next.isEmpty()) {
          screen.clear();
          return new Seen(following, ended);
        }
        following = next.get();
        continue;
      }
      screen.show(round + view.state(), view.line(clock.instant()));
      pause.pause();
    }
  }

  /** The first round that a watcher has not missed: the one under way. */
  public static int firstToShow(Run run, Playing training) {
    return Math.max(training.input().path("first_round").asInt(1), Position.of(run).round());
  }
}
