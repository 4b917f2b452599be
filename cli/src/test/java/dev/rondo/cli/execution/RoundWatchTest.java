package dev.rondo.cli.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.cli.console.Terminal;
import dev.rondo.cli.execution.Watch.Seen;
import dev.rondo.cli.run.Run;
import dev.rondo.cli.testing.FakeStack;
import dev.rondo.rounds.state.RoundResult;
import dev.rondo.rounds.testing.TestJob;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundWatchTest {

  private static final String INPUT = "{\"job\":\"one-hot\",\"round\":1}";

  private final TestJob job = TestJob.created();
  private final FakeStack stack = new FakeStack(job.memory);
  private final Run run = Run.on(stack.stack(), TestJob.ID);
  private final StringWriter printed = new StringWriter();
  private final String execution = stack.rounds().started("one-hot-1-a", INPUT);

  /** Watches the round; one of the steps happens between each look and the next. */
  private Seen watch(String following, Runnable... steps) throws InterruptedException {
    Deque<Runnable> world = new ArrayDeque<>(List.of(steps));
    Screen screen = new Screen(new PrintWriter(printed, true), new Terminal(false, false), false);
    return new Watch(
            run, stack.stack(), screen, () -> TestJob.START, () -> world.removeFirst().run())
        .round(stack.rounds().describe(following).orElseThrow(), 1);
  }

  @Test
  void everyNewStateIsTold() throws InterruptedException {
    Seen seen =
        watch(
            execution,
            () -> job.open(1, execution),
            () -> job.fold(job.upload(1, 0), job.upload(1, 1)),
            () -> job.fold(job.upload(1, 2), job.upload(1, 3)),
            () -> job.aggregate(1),
            () -> job.evaluate(1),
            () -> job.close(1));

    assertThat(seen.rounds()).hasSize(1);
    assertThat(printed.toString().lines())
        .containsExactly(
            "round 1  not open",
            "round 1  waiting for updates  0/4 updates, 600 s to the deadline",
            "round 1  evaluating  4/4 updates",
            "round  accepted  late  rejected  dropped  train loss  test loss  test accuracy"
                + "  seconds",
            "    1         4     0         0        2      0.5000     0.2500        75.00 %"
                + "     0.00");
  }

  @Test
  void anAbandonedRoundEndsWithItsReason() throws InterruptedException {
    job.open(1, execution);

    Seen seen =
        watch(
            execution,
            () -> job.fold(job.upload(1, 0)),
            () -> job.aggregate(1),
            () -> job.close(1));

    assertThat(seen.rounds().get(0).status()).isEqualTo(RoundResult.Status.ABANDONED);
    assertThat(printed.toString()).contains("! abandoned: ");
  }

  @Test
  void anExecutionThatFailsEndsTheWatching() throws InterruptedException {
    job.open(1, execution);

    Seen seen =
        watch(execution, () -> stack.rounds().fail(execution, "Lambda.Unknown", "out of memory"));

    assertThat(seen.rounds()).isEmpty();
    assertThat(seen.execution().ending()).isEqualTo("failed: Lambda.Unknown: out of memory");
  }

  @Test
  void theExecutionThatHasTheRoundIsFollowedInstead() throws InterruptedException {
    job.open(1, execution);
    String second = stack.rounds().started("one-hot-1-b", INPUT);
    stack.rounds().fail(second, "RoundRunsElsewhere", "run by " + execution);

    Seen seen = watch(second, () -> stack.rounds().fail(execution, "Stopped", "by a test"));

    assertThat(seen.rounds()).isEmpty();
    assertThat(seen.execution().arn()).isEqualTo(execution);
  }

  @Test
  void aRoundThatHasEndedIsShownAtOnce() throws InterruptedException {
    job.open(1, execution);
    job.aggregate(1);
    job.close(1);
    stack.rounds().fail(execution, "RoundAbandoned", "too few");

    assertThat(watch(execution).rounds()).hasSize(1);
  }
}
