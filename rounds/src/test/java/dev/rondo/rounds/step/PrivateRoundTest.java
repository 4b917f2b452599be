package dev.rondo.rounds.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.privacy.noise.Grid;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.Release;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.round.Privacy;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.rounds.parts.Reads;
import dev.rondo.rounds.privacy.NoiseSecret;
import dev.rondo.rounds.testing.PrivateRounds;
import dev.rondo.rounds.testing.TestJob;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The noise of each version is what the mechanism says, however the round is aggregated. */
class PrivateRoundTest {

  private static final int[] ALL = {0, 1, 2, 3, 4, 5};

  private static String[] optimizer(String name) {
    return name.equals("momentum")
        ? new String[] {"server_momentum", "0.9", "server_learning_rate", "0.5"}
        : new String[] {"server_optimizer", name, "server_momentum", "0"};
  }

  private static void playInBatches(TestJob job, int round, int batch) {
    job.open(round);
    List<UpdateEvent> events = PrivateRounds.upload(job, round, ALL);
    for (int from = 0; from < events.size(); from += batch) {
      int to = Math.min(events.size(), from + batch);
      job.fold(events.subList(from, to).toArray(UpdateEvent[]::new));
    }
    job.aggregateInParts(round);
    job.close(round);
  }

  private static void assertSameVersion(TestJob job, TestJob expected, int version) {
    VersionManifest one = job.manifest(version);
    VersionManifest other = expected.manifest(version);
    assertThat(job.memory.bytes(one.modelKey())).isEqualTo(expected.memory.bytes(other.modelKey()));
    assertThat(one.optimizerKey()).isEqualTo(other.optimizerKey());
    one.optimizerKey()
        .ifPresent(key -> assertThat(job.memory.bytes(key)).isEqualTo(expected.memory.bytes(key)));
    assertThat(one.release()).isEqualTo(other.release());
  }

  /** Workers that fold single updates leave no partial sums, so all decisions are the same. */
  @ParameterizedTest
  @CsvSource({
    "gaussian, fedavg, 0, 2", "gaussian, fedavg, 2, 0", "gaussian, momentum, 3, 0",
    "gaussian, momentum, 0, 3", "gaussian, fedadam, 0, 1", "gaussian, fedadam, 2, 0",
    "blt, fedavg, 0, 2", "blt, fedavg, 2, 0", "blt, momentum, 3, 0",
    "blt, momentum, 0, 3", "blt, fedadam, 0, 1", "blt, fedadam, 2, 0",
    "blt, fedadam, 0, 3", "gaussian, fedadam, 0, 2",
  })
  void wholeModelsGroupsAndPartsHaveTheSameBits(
      String mechanism, String optimizer, int groups, int parts) {
    TestJob whole = PrivateRounds.created(mechanism, optimizer(optimizer));
    TestJob other = PrivateRounds.created(mechanism, optimizer(optimizer));
    other.groups = groups;
    other.parts = parts;
    other.reads = new Reads(Runnable::run, 1, 4 * 257, 1); // Strides that end within tensors.
    for (int round = 1; round <= 3; round++) {
      playInBatches(whole, round, 1);
      playInBatches(other, round, 1);
      assertSameVersion(other, whole, round);
    }
  }

  @ParameterizedTest
  @CsvSource({"gaussian, 2, 0", "gaussian, 3, 2", "blt, 2, 0", "blt, 4, 3"})
  void theSumBeforeTheNoiseHasTheSameBitsWhateverWasFoldedTogether(
      String mechanism, int batch, int groups) {
    TestJob alone = PrivateRounds.created(mechanism);
    TestJob folded = PrivateRounds.created(mechanism);
    folded.groups = groups;
    playInBatches(alone, 1, 1);
    playInBatches(folded, 1, batch);

    double[] one = noised(alone, 1);
    double[] other = noised(folded, 1);
    double[] noise = PrivateRounds.independentNoise(alone, 1);
    double[] otherNoise = PrivateRounds.independentNoise(folded, 1);
    for (int i = 0; i < one.length; i++) {
      assertThat(other[i] - otherNoise[i]).isEqualTo(one[i] - noise[i]);
    }
    assertThat(otherNoise).as("another decision").isNotEqualTo(noise);
  }

  /** What the first version stands for: (sum + noise), which F32 holds exactly. */
  private static double[] noised(TestJob job, int round) {
    float[] model = PrivateRounds.model(job, round);
    double[] noised = new double[model.length];
    for (int i = 0; i < model.length; i++) {
      noised[i] = 4.0 * model[i]; // The denominator is the quorum.
    }
    return noised;
  }

  /** Beyond its own numbers, a version has nothing but the noise of its key. */
  @ParameterizedTest
  @ValueSource(strings = {"gaussian", "blt"})
  void aVersionIsTheSumOfClippedRoundedUpdatesPlusNoiseByTheQuorum(String mechanism) {
    TestJob job = PrivateRounds.created(mechanism);
    PrivateRounds.play(job, 1);
    Grid grid = PrivateRounds.grid(job, 1);
    double[] sum = PrivateRounds.independentNoise(job, 1); // The first release has no other noise.
    for (int client : ALL) {
      double[] mine = clippedAndRounded(PrivateRounds.update(1, client, sum.length), grid);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += mine[i];
      }
    }

    assertThat(noised(job, 1)).isEqualTo(sum);
    assertThat(job.plan(1).privacy().orElseThrow().denominator()).isEqualTo(4);
    assertThat(job.manifest(1).contributors()).isEqualTo(6);
  }

  private static double[] clippedAndRounded(float[] update, Grid grid) {
    double norm = norm(update);
    double factor = norm > PrivateRounds.CLIP ? PrivateRounds.CLIP / norm : 1;
    double[] rounded = new double[update.length];
    for (int i = 0; i < update.length; i++) {
      rounded[i] = grid.round(factor * update[i]);
    }
    return rounded;
  }

  private static double norm(float[] update) {
    double squares = 0;
    for (float number : update) {
      squares += (double) number * number;
    }
    return Math.sqrt(squares);
  }

  /** The difference that one client makes, against what the noise is calibrated to. */
  @ParameterizedTest
  @CsvSource({
    "0.5, f32, 0, 0", "2, f32, 0, 0", "1e3, f32, 0, 0", "1e30, f32, 0, 0", "1e30, f32, 2, 0",
    "1e30, f32, 0, 2", "1e3, f16, 0, 0", "1e3, bf16, 2, 0", "1e3, i8, 0, 0", "1e3, i8, 0, 2"
  })
  void noClientMovesTheSumByMoreThanTheSensitivity(
      double size, String encoding, int groups, int parts) {
    TestJob with = PrivateRounds.created("gaussian", "encoding", encoding);
    with.groups = groups;
    with.parts = parts;
    with.open(1);
    TestJob without = with.copy();
    for (TestJob job : List.of(with, without)) {
      PrivateRounds.upload(job, 1, 0, 1, 2, 3).forEach(job::fold);
    }
    float[] update = PrivateRounds.update(1, 1, PrivateRounds.LAYOUT.parameterCount());
    for (int i = 0; i < update.length; i++) {
      update[i] = (float) (size * update[i]); // Client 1's has the norm 1.
    }
    with.fold(with.upload(1, 4, new LocalResult(update, 1, 0.5)));
    double squares = 0;
    double[] one = withoutNoise(with);
    double[] other = withoutNoise(without);
    for (int i = 0; i < one.length; i++) {
      squares += (one[i] - other[i]) * (one[i] - other[i]);
    }

    Grid grid = PrivateRounds.grid(with, 1);
    Privacy privacy = with.plan(1).privacy().orElseThrow();
    double sensitivity = grid.sensitivity(PrivateRounds.CLIP, update.length);
    assertThat(Math.sqrt(squares))
        .isBetween(Math.min(size, PrivateRounds.CLIP) * (1 - 1e-4), sensitivity);
    assertThat(grid.standardDeviation())
        .isGreaterThanOrEqualTo(privacy.noiseMultiplier() * sensitivity);
  }

  private static double[] withoutNoise(TestJob job) {
    job.aggregateInParts(1);
    double[] sum = noised(job, 1);
    double[] noise = PrivateRounds.independentNoise(job, 1);
    for (int i = 0; i < sum.length; i++) {
      sum[i] -= noise[i];
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "2, 0", "0, 3"})
  void anotherDecisionAnotherSecretAndAnotherRoundHaveOtherNoise(int groups, int parts) {
    TestJob job = PrivateRounds.created("gaussian");
    job.groups = groups;
    job.parts = parts;
    job.open(1);
    TestJob fewer = job.copy();
    TestJob otherSecret = job.copy();
    byte[] secret = new byte[32];
    secret[31] = 1;
    otherSecret.noise = (plan, digest) -> NoiseSecret.key(secret, plan, digest);
    PrivateRounds.playWithZeros(job, 1, 0, 1, 2, 3, 4);
    PrivateRounds.playWithZeros(fewer, 1, 0, 1, 2, 3);
    PrivateRounds.playWithZeros(otherSecret, 1, 0, 1, 2, 3, 4);
    PrivateRounds.playWithZeros(job, 2, 0, 1, 2, 3, 4);

    double[] noise = noised(job, 1);
    double[] second = new double[noise.length];
    float[] after = PrivateRounds.model(job, 2);
    for (int i = 0; i < second.length; i++) {
      second[i] = 4.0 * after[i] - noise[i];
    }
    assertThat(noise).isEqualTo(PrivateRounds.independentNoise(job, 1));
    for (double[] other : List.of(noised(fewer, 1), noised(otherSecret, 1), second)) {
      assertThat(Math.abs(correlation(noise, other))).isLessThan(5 / Math.sqrt(noise.length));
    }
  }

  private static double correlation(double[] one, double[] other) {
    double products = 0;
    double squares = 0;
    double others = 0;
    for (int i = 0; i < one.length; i++) {
      products += one[i] * other[i];
      squares += one[i] * one[i];
      others += other[i] * other[i];
    }
    return products / Math.sqrt(squares * others);
  }

  @Test
  void theNoiseOfALargeModelHasTheDeviationOfItsManifest() {
    TestJob job = PrivateRounds.created(ModelLayout.of(TensorSpec.of("w", 200, 500)), "gaussian");
    PrivateRounds.playWithZeros(job, 1, 0, 1, 2, 3);

    Release release = job.manifest(1).release().orElseThrow();
    double squares = 0;
    double fourths = 0;
    double[] noise = noised(job, 1);
    for (double number : noise) {
      double scaled = number / (release.noiseMultiplier() * release.clip());
      squares += scaled * scaled;
      fourths += Math.pow(scaled, 4);
    }
    // Five standard errors of 1e5 numbers: of the variance 2/n, of the fourth moment 96/n.
    assertThat(squares / noise.length).isBetween(1 - 0.0224, 1 + 0.0224);
    assertThat(fourths / noise.length).isBetween(3 - 0.155, 3 + 0.155);
  }
}
