package dev.rondo.agent.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.agent.time.StopSignal;
import dev.rondo.agent.training.Worker.Work;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class ThreadWorkerTest {

  private static final Duration LONG = Duration.ofMinutes(5);

  private final StopSignal stop = new StopSignal();
  private final ThreadWorker worker = new ThreadWorker(stop);
  private final CountDownLatch gate = new CountDownLatch(1);

  @Test
  void workBringsItsResult() throws ExecutionException {
    Work<String> work = worker.start(() -> "done");

    assertThat(work.await(LONG)).isTrue();
    assertThat(work.result()).isEqualTo("done");
  }

  @Test
  void workThatGoesOnIsWaitedForInParts() throws ExecutionException {
    Work<String> work =
        worker.start(
            () -> {
              gate.await();
              return "done";
            });

    assertThat(work.await(Duration.ofMillis(1))).isFalse();
    assertThatThrownBy(work::result).isInstanceOf(IllegalStateException.class);
    gate.countDown();
    assertThat(work.await(LONG)).isTrue();
    assertThat(work.result()).isEqualTo("done");
  }

  @Test
  void stoppingTheAgentEndsAWait() {
    Work<String> work =
        worker.start(
            () -> {
              stop.request("test");
              gate.await();
              return "done";
            });

    assertThat(work.await(LONG)).isFalse();
    assertThat(work.finish(Duration.ofMillis(1))).isFalse();
    gate.countDown();
    assertThat(work.finish(LONG)).isTrue();
  }

  @Test
  void anErrorIsNotLost() {
    Work<String> work =
        worker.start(
            () -> {
              throw new OutOfMemoryError("test");
            });

    assertThat(work.await(LONG)).isTrue();
    assertThatThrownBy(work::result).hasCauseInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void oneThreadDoesItAll() throws ExecutionException {
    Work<String> first = worker.start(() -> Thread.currentThread().getName());
    Work<String> second = worker.start(() -> Thread.currentThread().getName());

    assertThat(second.await(LONG)).isTrue();
    assertThat(second.result()).isEqualTo(first.result()).isEqualTo("rondo-training");
  }
}
