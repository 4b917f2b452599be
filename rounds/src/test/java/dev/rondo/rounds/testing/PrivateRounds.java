package dev.rondo.rounds.testing;

import dev.rondo.privacy.noise.GaussianNoise;
import dev.rondo.privacy.noise.Grid;
import dev.rondo.protocol.model.ModelFile;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.safetensors.SafetensorsReader;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.rounds.privacy.ReleaseNoise;
import dev.rondo.rounds.step.UpdateEvent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Rounds of a test job with differential privacy, and what the mechanism says of them. */
public final class PrivateRounds {

  /** More numbers than a chunk of the noise has, and tensors that end within one. */
  public static final ModelLayout LAYOUT =
      ModelLayout.of(TensorSpec.of("w", 30, 50), TensorSpec.of("b", 37), TensorSpec.of("c", 700));

  /** Of the job: above the norms of some updates, and below those of others. */
  public static final double CLIP = 2;

  private PrivateRounds() {}

  /** A job of {@link #LAYOUT} with a mechanism and further settings. */
  public static TestJob created(String mechanism, String... more) {
    return created(LAYOUT, mechanism, more);
  }

  /** A job with a mechanism and further settings. */
  public static TestJob created(ModelLayout layout, String mechanism, String... more) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "privacy",
                mechanism,
                "privacy_epsilon",
                "4",
                "privacy_delta",
                "0.001",
                "clip_update_norm",
                Double.toString(CLIP)));
    settings.addAll(List.of(more));
    return TestJob.created(layout, settings.toArray(String[]::new));
  }

  /** A client's update: its norm is 0.5 for client 0, 1 for client 1, and so on. */
  public static float[] update(int round, int client, int length) {
    Random random = new Random(1000L * round + client);
    double[] numbers = random.doubles(length, -1, 1).toArray();
    double squares = 0;
    for (double number : numbers) {
      squares += number * number;
    }
    float[] update = new float[length];
    for (int i = 0; i < length; i++) {
      update[i] = (float) (numbers[i] / Math.sqrt(squares) * (client + 1) / 2);
    }
    return update;
  }

  /** Uploads the updates of some clients; returns their events. */
  public static List<UpdateEvent> upload(TestJob job, int round, int... clients) {
    List<UpdateEvent> events = new ArrayList<>();
    int length = job.plan(round).layout().parameterCount();
    for (int client : clients) {
      LocalResult result = new LocalResult(update(round, client, length), client + 1L, 0.5);
      events.add(job.upload(round, client, result));
    }
    return events;
  }

  /** A round to its end: opens, uploads updates of all clients, aggregates and closes. */
  public static void play(TestJob job, int round) {
    job.open(round);
    upload(job, round, 0, 1, 2, 3, 4, 5);
    job.aggregateInParts(round);
    job.close(round);
  }

  /** Uploads nothing but zeros, so that the version is made of noise alone. */
  public static void playWithZeros(TestJob job, int round, int... clients) {
    job.open(round);
    for (int client : clients) {
      float[] zeros = new float[job.plan(round).layout().parameterCount()];
      job.fold(job.upload(round, client, new LocalResult(zeros, 1, 0.5)));
    }
    job.aggregateInParts(round);
    job.close(round);
  }

  public static Grid grid(TestJob job, int round) {
    return ReleaseNoise.grid(job.plan(round)).orElseThrow();
  }

  /** The independent noise Z of a release, in units of the model. */
  public static double[] independentNoise(TestJob job, int round) {
    Plan plan = job.plan(round);
    Grid grid = grid(job, round);
    String digest = job.manifest(round).decisionDigest().orElseThrow();
    long[] steps = new long[plan.layout().parameterCount()];
    new GaussianNoise(job.noise.of(plan, digest), grid.deviation()).draw(0, steps, steps.length);
    double[] noise = new double[steps.length];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = grid.step() * steps[i];
    }
    return noise;
  }

  /** The parameters of a version. */
  public static float[] model(TestJob job, int version) {
    VersionManifest manifest = job.manifest(version);
    return ModelFile.read(job.memory, manifest.modelKey(), job.plan(1).layout());
  }

  /** A vector of a version's state, by its number from 0. */
  public static double[] state(TestJob job, int version, int vector) {
    byte[] bytes = job.memory.bytes(job.manifest(version).optimizerKey().orElseThrow());
    try (SafetensorsReader reader =
        SafetensorsReader.open(new ByteArrayInputStream(bytes), bytes.length)) {
      reader.skip(reader.header().offset(vector));
      double[] numbers = new double[(int) reader.header().tensors().get(vector).elements()];
      reader.readDoubles(numbers, 0, numbers.length);
      return numbers;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
