package dev.rondo.agent.training;

import dev.rondo.agent.time.StopSignal;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One daemon thread, which keeps its networks from round to round. */
public final class ThreadWorker implements Worker {

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread worker = new Thread(work, "rondo-training");
            worker.setDaemon(true);
            return worker;
          });
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();

  public ThreadWorker(StopSignal stop) {
    stop.onRequest(() -> stopped.complete(null));
  }

  @Override
  public <T> Work<T> start(Callable<T> task) {
    CompletableFuture<T> done = new CompletableFuture<>();
    thread.execute(
        () -> {
          try {
            done.complete(task.call());
          } catch (Exception | Error e) {
            done.completeExceptionally(e);
          }
        });
    return new Running<>(done, CompletableFuture.anyOf(done, stopped));
  }

  private record Running<T>(CompletableFuture<T> done, CompletableFuture<Object> doneOrStopped)
      implements Work<T> {

    @Override
    public boolean await(Duration atMost) {
      return waitFor(doneOrStopped, atMost);
    }

    @Override
    public boolean finish(Duration atMost) {
      return waitFor(done, atMost);
    }

    private boolean waitFor(CompletableFuture<?> what, Duration atMost) {
      try {
        what.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException | ExecutionException e) {
        return done.isDone();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return done.isDone();
    }

    @Override
    public T result() throws ExecutionException {
      if (!done.isDone()) {
        throw new IllegalStateException("The work has not finished");
      }
      try {
        return done.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ExecutionException(e);
      }
    }
  }
}
