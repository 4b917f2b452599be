package dev.rondo.benchmarks;

import dev.rondo.learning.model.Models;
import dev.rondo.protocol.encoding.Encoding;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.model.ModelFile;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.round.Admission;
import dev.rondo.protocol.round.AggregationRule;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.RoundTask;
import dev.rondo.protocol.training.TrainerConfig;
import dev.rondo.protocol.training.TrainingSettings;
import dev.rondo.trainer.Cancellation;
import dev.rondo.trainer.Evaluated;
import dev.rondo.trainer.TrainTask;
import dev.rondo.trainer.Trained;
import dev.rondo.trainer.TrainerPool;
import dev.rondo.trainer.TrainerSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What the trainer protocol costs: requests {@code train} of the 2NN to a trainer that does
 * nothing, each with another base model. After each request, host and trainer write and read the
 * same tensors for themselves. Prints the milliseconds of each repetition after a warm-up, as JSON.
 */
public final class TrainerRequests implements AutoCloseable {

  private static final int WARM_UP = 100;

  private final ModelLayout layout = Models.named("mcmahan-2nn").layout();
  private final float[] base = new float[layout.parameterCount()];
  private final Path folder;
  private final TrainerPool pool;

  private TrainerRequests(String command) throws IOException {
    folder = Files.createTempDirectory("rondo-trainer-requests");
    pool = new TrainerPool(TrainerSettings.of(command), folder, 1);
  }

  /** Takes the trainer's command, and how many repetitions to print. */
  public static void main(String[] args) throws IOException {
    int repetitions = Integer.parseInt(args[1]);
    List<Map<String, Double>> measured = new ArrayList<>();
    try (TrainerRequests requests = new TrainerRequests(args[0])) {
      for (int i = 1; i <= WARM_UP + repetitions; i++) {
        measured.add(requests.repetition(i));
      }
    }
    System.out.println(Json.text(measured.subList(WARM_UP, measured.size())));
  }

  private Map<String, Double> repetition(int round) throws IOException {
    TrainTask task = new TrainTask(plan(round), "client-1", Optional.empty(), Optional.empty(), 0);
    long started = System.nanoTime();
    Trained trained = pool.train(task, base, new Cancellation());
    double request = millisSince(started);
    if (trained.result().delta()[0] != 0) {
      throw new IllegalStateException("The trainer has changed the model");
    }
    Path file = folder.resolve("own.safetensors");
    started = System.nanoTime();
    try (OutputStream out = Files.newOutputStream(file)) {
      ModelFile.content("requests", round, layout, base).writeTo(out);
    }
    double write = millisSince(started);
    started = System.nanoTime();
    try (InputStream in = Files.newInputStream(file)) {
      float[] unused = ModelFile.read(in, Files.size(file), layout, "own.safetensors");
    }
    double read = millisSince(started);
    Files.delete(file);
    Evaluated trainer = pool.evaluate(plan(round), base, Optional.empty());
    return Map.of(
        "request", request,
        "host_write", write,
        "host_read", read,
        "trainer_write", metric(trainer, "write_ms"),
        "trainer_read", metric(trainer, "read_ms"));
  }

  private static double metric(Evaluated evaluated, String name) {
    return Objects.requireNonNull(evaluated.metrics().get(name), name);
  }

  private static double millisSince(long nanoTime) {
    return (System.nanoTime() - nanoTime) / 1e6;
  }

  private Plan plan(int round) {
    return new Plan(
        "requests",
        round,
        round - 1,
        "jobs/requests/models/" + (round - 1),
        "mcmahan-2nn",
        "none",
        layout,
        Instant.EPOCH,
        Instant.EPOCH.plusSeconds(600),
        1,
        1,
        1,
        AggregationRule.WEIGHTED,
        TrainingSettings.sgd(1, 10, 0.1),
        TrainerConfig.NONE,
        Encoding.F32,
        0,
        0,
        Admission.open(),
        0,
        0,
        true,
        RoundTask.TRAIN,
        false,
        Optional.empty(),
        Optional.empty(),
        "00");
  }

  @Override
  public void close() throws IOException {
    pool.close();
    Files.delete(folder);
  }
}
