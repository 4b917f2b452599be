package dev.rondo.trainer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.protocol.training.Measurement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * A few processes of one trainer. A request waits for a process that is free, or starts one. For
 * several threads.
 */
public final class TrainerPool implements AutoCloseable {

  private final TrainerSettings settings;
  private final Path folder;
  private final AtomicLong numbers = new AtomicLong();
  private final Set<TrainerProcess> running = ConcurrentHashMap.newKeySet();

  /** Free processes, the last used one first; behind them, empty ones: rights to start one. */
  private final BlockingDeque<Optional<TrainerProcess>> free = new LinkedBlockingDeque<>();

  private final ModelFiles models;
  private final String name;
  private final Set<String> abilities;
  private volatile boolean closed;

  /**
   * Starts the first process, so that a trainer that does not work is found at once.
   *
   * @param folder for the files of all processes
   * @param most number of processes
   * @throws TrainerStartException if the trainer does not start or does not speak the protocol
   */
  public TrainerPool(TrainerSettings settings, Path folder, int most) {
    this.settings = settings;
    this.folder = folder.toAbsolutePath();
    this.models = new ModelFiles(this.folder);
    TrainerProcess first = newProcess();
    Answer hello = first(first);
    this.name = hello.text("name", settings.command());
    this.abilities = hello.texts("can");
    free.add(Optional.of(first));
    for (int i = 1; i < most; i++) {
      free.add(Optional.empty());
    }
  }

  /** Number of processes that have been started. */
  long processes() {
    return numbers.get();
  }

  /** The trainer's own name. */
  public String name() {
    return name;
  }

  /** Whether it serves {@code train}, {@code evaluate} or {@code initialize}. */
  public boolean can(String request) {
    return abilities.contains(request);
  }

  /**
   * Makes an initial model.
   *
   * @param seed the job's seed
   * @param out the file to write
   * @throws TrainerException if the trainer fails
   */
  public void initialize(long seed, Path out) {
    Answer unused =
        with(
            process ->
                process.ask(
                    TrainerProcess.request("initialize")
                        .put("seed", TrainTask.shortened(seed))
                        .put("out", out.toAbsolutePath().toString()),
                    new Cancellation()));
  }

  /**
   * Does for a client what the task of the plan says: trains, or only measures.
   *
   * @param base the base model of the plan
   * @throws CancelledException if the result is not needed any more
   * @throws TrainerException if the trainer fails
   */
  public Trained train(TrainTask task, float[] base, Cancellation cancellation) {
    if (!task.plan().trains() && !can("evaluate")) {
      throw new TrainerException("The trainer %s cannot evaluate".formatted(name));
    }
    return with(
        process -> {
          Plan plan = task.plan();
          boolean shared = plan.layout().personal().isEmpty();
          Path model =
              shared
                  ? models.file(
                      plan.baseModel(), plan.job(), plan.baseVersion(), plan.layout(), base)
                  : models.fileOfOne(plan.job(), plan.baseVersion(), plan.layout(), base);
          try {
            return plan.trains()
                ? train(process, task, model, base, cancellation)
                : measure(process, task, model, cancellation);
          } finally {
            if (!shared) {
              ModelFiles.delete(model);
            }
          }
        });
  }

  private static Trained train(
      TrainerProcess process, TrainTask task, Path model, float[] base, Cancellation cancellation) {
    Path out = process.nextOut();
    try {
      Answer answer = process.ask(Requests.train(task, model, out), cancellation);
      long examples = answer.examples();
      OptionalDouble loss = answer.loss();
      Map<String, Double> metrics = answer.metrics();
      Optional<Measurement> measured = answer.measured();
      float[] delta = read(process, out, task.plan().layout());
      if (!answer.isDifference()) {
        subtract(delta, base);
      }
      return new Trained(new LocalResult(delta, examples, loss, measured), metrics);
    } finally {
      Folders.delete(out);
    }
  }

  private static Trained measure(
      TrainerProcess process, TrainTask task, Path model, Cancellation cancellation) {
    Evaluated evaluated = evaluate(process, Requests.evaluate(task, model), cancellation);
    Measurement measurement = new Measurement(evaluated.examples(), evaluated.metrics());
    return new Trained(LocalResult.measured(measurement), evaluated.metrics());
  }

  private static void subtract(float[] numbers, float[] base) {
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] -= base[i];
    }
  }

  private static float[] read(TrainerProcess process, Path out, ModelLayout layout) {
    try {
      return TensorFiles.read(out, layout);
    } catch (IllegalArgumentException e) {
      throw process.failure(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Evaluates the model of a round on the trainer's test data.
   *
   * @param parameters the model
   * @param shard a file with the test data; empty if the trainer has its own
   * @throws TrainerException if the trainer fails
   */
  public Evaluated evaluate(Plan plan, float[] parameters, Optional<Path> shard) {
    Path model = models.file("evaluated", plan.job(), plan.round(), plan.layout(), parameters);
    return with(
        process ->
            evaluate(
                process, Requests.evaluate(plan, plan.round(), shard, model), new Cancellation()));
  }

  private static Evaluated evaluate(
      TrainerProcess process, ObjectNode request, Cancellation cancellation) {
    Answer answer = process.ask(request, cancellation);
    Map<String, Double> metrics = answer.metrics();
    if (!metrics.containsKey("loss") && !metrics.containsKey("accuracy")) {
      throw process.failure("its evaluation has neither loss nor accuracy");
    }
    return new Evaluated(answer.examples(), metrics);
  }

  /** Lends a process; one that is not usable any more is replaced at the next request. */
  private <T> T with(Function<TrainerProcess, T> work) {
    Optional<TrainerProcess> kept = Optional.empty();
    Optional<TrainerProcess> lent = take();
    try {
      TrainerProcess process = usable(lent);
      try {
        return work.apply(process);
      } finally {
        kept = Optional.of(process).filter(TrainerProcess::isUsable);
        if (kept.isEmpty()) {
          end(process);
        }
      }
    } finally {
      if (kept.isPresent()) {
        free.addFirst(kept);
      } else {
        free.addLast(kept);
      }
    }
  }

  /** The lent process, or another one in its place. */
  private TrainerProcess usable(Optional<TrainerProcess> lent) {
    if (lent.filter(TrainerProcess::isUsable).isPresent()) {
      return lent.get();
    }
    lent.ifPresent(this::end);
    TrainerProcess process = newProcess();
    Answer unused = greet(process);
    return process;
  }

  private Optional<TrainerProcess> take() {
    try {
      return free.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException();
    }
  }

  private TrainerProcess newProcess() {
    try {
      Path own = Files.createDirectories(folder.resolve("trainer-" + numbers.getAndIncrement()));
      TrainerProcess process = TrainerProcess.start(settings, own);
      running.add(process);
      if (closed) {
        end(process);
        throw new CancelledException();
      }
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot create a folder for the trainer", e);
    }
  }

  private Answer first(TrainerProcess process) {
    try {
      return greet(process);
    } catch (TrainerException e) {
      throw new TrainerStartException(
          "Cannot use \"%s\" as a trainer. %s".formatted(settings.command(), e.getMessage()), e);
    }
  }

  /** Says hello to a new process. One that does not answer as it must is ended. */
  private Answer greet(TrainerProcess process) {
    try {
      Answer hello = process.hello();
      if (hello.protocol() != TrainerProcess.PROTOCOL) {
        throw process.failure(
            "its version of the trainer protocol must be %s, but is %s"
                .formatted(TrainerProcess.PROTOCOL, hello.protocol()));
      }
      return hello;
    } catch (TrainerException e) {
      end(process);
      throw e;
    }
  }

  private void end(TrainerProcess process) {
    process.close();
    running.remove(process);
    Folders.delete(process.folder());
  }

  /** Ends all processes. A request under way ends early, and no new process starts. */
  @Override
  public void close() {
    closed = true;
    running.forEach(TrainerProcess::finish); // All of them exit at the same time.
    List.copyOf(running).forEach(this::end);
    models.close();
  }
}
