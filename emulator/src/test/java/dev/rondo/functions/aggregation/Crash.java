package dev.rondo.functions.aggregation;

import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.round.TaskQueue;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ForwardingStore;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.PutOutcome;
import dev.rondo.protocol.store.Upload;
import dev.rondo.protocol.store.UploadOutcome;
import dev.rondo.rounds.state.RoundSignal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Ends the process after so many of its effects, with no word to anybody, as a machine that dies:
 * once, and only if a file asks for it. What reads has no effect and is not counted.
 */
final class Crash {

  /** Names the folder in which a file {@code crash-after} holds the number of effects. */
  static final String FOLDER = "CRASH_FOLDER";

  private final Path folder;
  private int effects;

  private Crash(Path folder) {
    this.folder = folder;
  }

  static Crash asked() {
    return new Crash(Path.of(System.getenv(FOLDER)));
  }

  /** To be called when a call begins; the payload is kept for whoever runs the next attempt. */
  void begin(byte[] payload) {
    effects = 0;
    try {
      if (Files.exists(folder.resolve("crash-after"))) {
        Files.write(folder.resolve("payload"), payload);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    dieIfDue();
  }

  private void dieIfDue() {
    Path file = folder.resolve("crash-after");
    try {
      if (Files.exists(file)
          && Integer.parseInt(Files.readString(file, StandardCharsets.UTF_8).strip()) == effects) {
        Files.move(file, folder.resolve("crashed"));
        Runtime.getRuntime().halt(137);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private <T> T effect(Supplier<T> action) {
    T answer = action.get();
    effects++;
    dieIfDue();
    return answer;
  }

  RoundSignal signal(RoundSignal signal) {
    return token -> effect(() -> signal.quorumReached(token));
  }

  TaskQueue queue(TaskQueue queue) {
    return new TaskQueue() {
      @Override
      public void publish(List<Seat> seats) {
        effect(
            () -> {
              queue.publish(seats);
              return seats;
            });
      }

      @Override
      public Optional<Delivery> receive() {
        throw new UnsupportedOperationException("No function takes seats");
      }

      @Override
      public void delete(String receipt) {
        throw new UnsupportedOperationException("No function takes seats");
      }

      @Override
      public void changeVisibility(String receipt, Duration visibleAfter) {
        throw new UnsupportedOperationException("No function takes seats");
      }
    };
  }

  ObjectStore store(ObjectStore store) {
    return new ForwardingStore(store) {
      @Override
      public String put(String key, Content content) {
        return effect(() -> super.put(key, content));
      }

      @Override
      public PutOutcome putIfAbsent(String key, Content content) {
        return effect(() -> super.putIfAbsent(key, content));
      }

      @Override
      public PutOutcome putIfMatch(String key, String etag, Content content) {
        return effect(() -> super.putIfMatch(key, etag, content));
      }

      @Override
      public Optional<String> putPart(Upload upload, int number, Content content) {
        return effect(() -> super.putPart(upload, number, content));
      }

      @Override
      public UploadOutcome completeUpload(Upload upload, List<String> parts) {
        return effect(() -> super.completeUpload(upload, parts));
      }
    };
  }
}
