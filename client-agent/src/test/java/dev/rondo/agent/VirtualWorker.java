package dev.rondo.agent;

import dev.rondo.agent.time.StopSignal;
import dev.rondo.agent.training.Worker;
import dev.rondo.local.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

/** Work that takes virtual time. It is done in truth at its end, or at its beginning. */
final class VirtualWorker implements Worker {

  private final VirtualTime time;
  private final StopSignal stop;
  private Duration duration = Duration.ofSeconds(40);
  private Optional<Duration> first = Optional.empty();
  private boolean eager;

  VirtualWorker(VirtualTime time, StopSignal stop) {
    this.time = time;
    this.stop = stop;
  }

  /** How long work takes. */
  void take(Duration newDuration) {
    duration = newDuration;
  }

  /** How long the first work takes, whatever the others do. */
  void takeAtFirst(Duration newDuration) {
    first = Optional.of(newDuration);
  }

  /** From now on all of it but the end happens at once: what lasts is the upload. */
  void uploadSlowly() {
    eager = true;
  }

  @Override
  public <T> Work<T> start(Callable<T> task) {
    VirtualWork<T> work = new VirtualWork<>(task, time.instant().plus(first.orElse(duration)));
    first = Optional.empty();
    if (eager) {
      work.call();
    }
    return work;
  }

  private final class VirtualWork<T> implements Work<T> {

    private final Callable<T> task;
    private final Instant end;
    private Optional<T> result = Optional.empty();
    private Optional<Throwable> failure = Optional.empty();

    VirtualWork(Callable<T> task, Instant end) {
      this.task = task;
      this.end = end;
    }

    void call() {
      if (result.isPresent() || failure.isPresent()) {
        return;
      }
      try {
        result = Optional.of(task.call());
      } catch (Exception | Error e) {
        failure = Optional.of(e);
      }
    }

    @Override
    public boolean await(Duration atMost) {
      return pass(atMost, true);
    }

    @Override
    public boolean finish(Duration atMost) {
      if (!eager) {
        call(); // It was given up, so it ends within a batch.
        return true;
      }
      return pass(atMost, false);
    }

    private boolean pass(Duration atMost, boolean untilStop) {
      Instant until = time.instant().plus(atMost);
      Instant next = until.isBefore(end) ? until : end;
      World.pass(
          time, Duration.between(time.instant(), next), () -> untilStop && stop.isRequested());
      if (time.instant().isBefore(end)) {
        return false;
      }
      call();
      return true;
    }

    @Override
    public T result() throws ExecutionException {
      if (failure.isPresent()) {
        throw new ExecutionException(failure.get());
      }
      return result.orElseThrow();
    }
  }
}
