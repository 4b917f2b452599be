package dev.rondo.trainer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A running trainer. It serves one request at a time. A process that breaks the protocol is ended.
 * For one thread at a time, except {@link #close}.
 */
final class TrainerProcess implements AutoCloseable {

  /** The version of the trainer protocol. */
  static final int PROTOCOL = 1;

  /** The environment variable that tells a program to serve the protocol. */
  static final String VARIABLE = "RONDO_TRAINER_PROTOCOL";

  private static final int MOST_LINE_BYTES = 1 << 20;

  /** Lines that may wait to be read; there should be one, the answer. */
  private static final int MOST_LINES = 16;

  /** Between two looks at the memory. */
  private static final Duration LOOK = Duration.ofMillis(100);

  private static final long MEGABYTE = 1_000_000;

  private static final Duration TO_EXIT = Duration.ofSeconds(5);

  private final TrainerSettings settings;
  private final Process process;
  private final Path folder;
  private final OutputStream requests;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final LastLines log = new LastLines();
  private long lastId = -1;
  private volatile long openId = -1;
  private volatile long heardAt;
  private volatile boolean ended;

  private sealed interface Event {

    /** A message about the request under way that is no progress. */
    record Answered(long id, String type, JsonNode message) implements Event {}

    /** It has ended, or can no longer be understood. */
    record End(String why) implements Event {}

    /** The request under way was cancelled. */
    record Cancel(long id) implements Event {}
  }

  private TrainerProcess(TrainerSettings settings, Process process, Path folder) {
    this.settings = settings;
    this.process = process;
    this.folder = folder;
    this.requests = process.getOutputStream();
    Thread answers = daemon("rondo-trainer-answers", this::readAnswers);
    Thread ending = daemon("rondo-trainer-log", () -> log.read(process.getErrorStream()));
    CompletableFuture<Void> unused =
        process
            .onExit()
            .thenAccept(
                exited -> {
                  join(answers);
                  join(ending);
                  end(exit(exited.exitValue()));
                });
    settings.memory().ifPresent(bytes -> daemon("rondo-trainer-memory", () -> bound(bytes)));
  }

  /** Ends the process when it uses more memory than this. */
  private void bound(long bytes) {
    while (!exits(LOOK)) {
      if (ProcessMemory.isAbove(process.toHandle(), bytes)) {
        breaks(
            "it and the processes that it started used more than %s MB of memory, its limit"
                .formatted(bytes / MEGABYTE));
      }
    }
  }

  private static Thread daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** What a process has left in its pipes is read; what its children still hold open is not. */
  private static void join(Thread thread) {
    try {
      thread.join(1000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** In words; a shell says 128 and more for the number of a signal. */
  private static String exit(int code) {
    return switch (code) {
      case 126, 127 -> "the command cannot be run (exit code %s)".formatted(code);
      case 137 -> "it was killed (exit code 137), which the system does if memory is short";
      default -> "it exited (exit code %s)".formatted(code);
    };
  }

  /**
   * Starts a trainer.
   *
   * @param folder an empty folder for its files
   * @throws TrainerStartException if the program cannot be started, or its memory not be bounded
   */
  static TrainerProcess start(TrainerSettings settings, Path folder) {
    if (settings.memory().isPresent() && !ProcessMemory.isKnown()) {
      throw new TrainerStartException(
          "Cannot limit the memory of a trainer: this system has no /proc/self/smaps_rollup, which"
              + " Linux 4.14 and later have. Remove the limit.");
    }
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", settings.command());
    builder.environment().putAll(settings.environment());
    builder.environment().put(VARIABLE, Integer.toString(PROTOCOL));
    try {
      return new TrainerProcess(settings, builder.start(), folder);
    } catch (IOException e) {
      throw new TrainerStartException(
          "Cannot start the trainer \"%s\": %s".formatted(settings.command(), e.getMessage()), e);
    }
  }

  Path folder() {
    return folder;
  }

  /** Whether it can serve another request. */
  boolean isUsable() {
    return !ended && process.isAlive();
  }

  /** The file that it writes for the next request: another one each time. */
  Path nextOut() {
    return folder.resolve(lastId + 1 + ".safetensors");
  }

  /** The first request. */
  Answer hello() {
    ObjectNode hello = request("hello").put("protocol", PROTOCOL).put("folder", folder.toString());
    return ask(hello, settings.start(), new Cancellation());
  }

  /**
   * Sends a request and waits for its answer.
   *
   * @throws CancelledException if it was cancelled
   * @throws TrainerException if the trainer failed; then {@link #isUsable} tells whether the
   *     process can still be used
   */
  Answer ask(ObjectNode request, Cancellation cancellation) {
    return ask(request, settings.silence(), cancellation);
  }

  static ObjectNode request(String type) {
    return JsonNodeFactory.instance.objectNode().put("type", type);
  }

  private Answer ask(ObjectNode request, Duration silence, Cancellation cancellation) {
    long id = ++lastId;
    ObjectNode numbered = request(request.path("type").asText()).put("id", id);
    numbered.setAll(request);
    Runnable cancel = () -> events.add(new Event.Cancel(id));
    heardAt = System.nanoTime();
    openId = id;
    send(numbered);
    cancellation.onCancel(cancel);
    try {
      return answer(request.path("type").asText(), id, silence);
    } finally {
      openId = -1;
      cancellation.forget(cancel);
    }
  }

  private Answer answer(String type, long id, Duration silence) {
    OptionalLong cancelledAt = OptionalLong.empty();
    while (true) {
      long left =
          cancelledAt.isPresent()
              ? settings.cancel().toNanos() - (System.nanoTime() - cancelledAt.getAsLong())
              : silence.toNanos() - (System.nanoTime() - heardAt);
      if (left <= 0) {
        kill();
        if (cancelledAt.isPresent()) {
          throw new CancelledException();
        }
        throw failure(
            "it gave no answer to %s and no progress for %s s"
                .formatted(type, silence.toSeconds()));
      }
      Event event = next(left);
      if (event instanceof Event.End end) {
        throw failure(end.why());
      } else if (event instanceof Event.Cancel cancel && cancel.id() == id) {
        cancelledAt = OptionalLong.of(System.nanoTime());
        send(request("cancel").put("id", id));
      } else if (event instanceof Event.Answered answered && answered.id() == id) {
        if (cancelledAt.isPresent()) {
          throw new CancelledException();
        }
        return new Answer(answered.type(), answered.message(), this::failure).checked(type);
      }
    }
  }

  /** The next event within this time; one that means nothing if there is none. */
  private Event next(long nanoseconds) {
    try {
      Event event = events.poll(nanoseconds, TimeUnit.NANOSECONDS);
      return event == null ? new Event.Cancel(-1) : event;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      kill();
      throw new CancelledException();
    }
  }

  /**
   * Takes a line of the standard output: an answer to the request under way. Progress counts as a
   * sign of life; what belongs to another request is ignored.
   */
  private void take(byte[] line) {
    JsonNode message;
    try {
      message = Json.parse(line, JsonNode.class, "its line");
    } catch (InvalidInputException e) {
      breaks("it wrote a line to its standard output that is no message: " + start(line));
      return;
    }
    String type = message.path("type").asText();
    JsonNode id = message.path("id");
    if (type.isEmpty() || !id.canConvertToExactIntegral()) {
      breaks("it wrote a message without type or id: " + start(line));
    } else if (!id.canConvertToLong() || id.asLong() != openId) {
      return;
    } else if (type.equals("progress")) {
      heardAt = System.nanoTime();
    } else if (events.size() < MOST_LINES) {
      events.add(new Event.Answered(id.asLong(), type, message));
    }
  }

  private static String start(byte[] line) {
    return Answer.oneLine(new String(line, 0, Math.min(line.length, 200), StandardCharsets.UTF_8));
  }

  private void breaks(String why) {
    end(why);
    kill();
  }

  private void end(String why) {
    if (!ended) {
      ended = true;
      events.add(new Event.End(why));
    }
  }

  /** What went wrong, and the last lines of the log. */
  TrainerException failure(String why) {
    log.settle();
    List<String> lines = log.lines();
    String said = lines.isEmpty() ? "" : "\n  " + String.join("\n  ", lines);
    return new TrainerException("The trainer failed: " + why + said);
  }

  private void send(ObjectNode message) {
    byte[] text = Json.bytes(message);
    byte[] line = Arrays.copyOf(text, text.length + 1);
    line[text.length] = '\n';
    try {
      requests.write(line);
      requests.flush();
    } catch (IOException e) {
      if (!exits(TO_EXIT)) {
        breaks("it has closed its standard input");
      }
      // What it has written before it ended tells more, and is read next.
    }
  }

  private void readAnswers() {
    try (BoundedLines lines = new BoundedLines(process.getInputStream(), MOST_LINE_BYTES)) {
      Optional<byte[]> line = lines.next();
      while (line.isPresent() && !ended) {
        take(line.get());
        line = lines.next();
      }
      if (!ended && !exits(TO_EXIT)) {
        breaks("it has closed its standard output");
      }
    } catch (IOException e) {
      if (process.isAlive()) {
        breaks("its standard output cannot be read: " + e.getMessage());
      }
    }
  }

  private void kill() {
    ended = true; // The process lives on for a moment.
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** Closes its standard input, after which it exits. */
  void finish() {
    try {
      requests.close();
    } catch (IOException e) {
      // It has ended.
    }
  }

  /** Closes its standard input, and ends it if it does not exit soon. */
  @Override
  public void close() {
    finish();
    if (!exits(TO_EXIT)) {
      kill();
      boolean unused = exits(TO_EXIT);
    }
  }

  private boolean exits(Duration atMost) {
    try {
      return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
