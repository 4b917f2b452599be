package dev.rondo.rounds.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.rondo.protocol.model.ModelFile;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.rounds.aggregation.Blocks;
import dev.rondo.rounds.optimizer.ServerMomentum;
import dev.rondo.rounds.optimizer.ServerOptimizer;
import dev.rondo.rounds.parts.DistanceFile;
import dev.rondo.rounds.parts.Phase;
import dev.rondo.rounds.parts.Reads;
import dev.rondo.rounds.rule.PairDistances;
import dev.rondo.rounds.testing.TestJob;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each number of a model in parts is what the rule and the optimizer make of it. */
class BitsOfPartsTest {

  private static final int CLIENTS = 7;
  private static final double CLIP = 2;

  private final float[][] updates = new float[CLIENTS][];

  private TestJob uploaded(int parameters, String rule, double clip, int parts) {
    ModelLayout layout = ModelLayout.of(TensorSpec.of("w", parameters - 1), TensorSpec.of("b"));
    TestJob job =
        TestJob.created(
            layout,
            "clients",
            Integer.toString(CLIENTS),
            "quorum",
            Integer.toString(CLIENTS),
            "minimum",
            "5",
            "aggregation",
            rule,
            "clip_update_norm",
            Double.toString(clip));
    job.parts = parts;
    job.open(1);
    uploadAll(job, 1, parameters);
    return job;
  }

  private void uploadAll(TestJob job, int round, int parameters) {
    Random random = new Random(round);
    for (int client = 0; client < CLIENTS; client++) {
      float[] update = new float[parameters];
      for (int i = 0; i < parameters; i++) {
        update[i] = (float) random.nextGaussian();
      }
      updates[client] = update;
      job.fold(job.upload(round, client, new LocalResult(update, 1, 0.5)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 8, 12, 1 << 20})
  void distancesAreThoseOfAllNumbersInAnyStrides(int rangeBytes) {
    TestJob job = uploaded(23, "krum:1", 0, 3);
    job.reads = new Reads(Runnable::run, 1, rangeBytes, 1);
    job.aggregate(1);
    int slices = job.plan(1).distanceSlices();
    for (int slice = 1; slice <= slices; slice++) {
      job.foldPart(1, slice, Phase.DISTANCES);
    }

    PairDistances measured = new PairDistances(CLIENTS);
    for (int slice = 1; slice <= slices; slice++) {
      new DistanceFile(job.memory, job.plan(1)).addTo(measured, slice, new Blocks(1, 1, 4, 1));
    }
    PairDistances expected = new PairDistances(CLIENTS);
    expected.measure(updates, 23);
    for (int pair = 0; pair < expected.triangle().length; pair++) {
      assertThat(measured.triangle()[pair])
          .isCloseTo(expected.triangle()[pair], withPercentage(1e-9));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 4", "1, 1048576", "3, 4", "3, 8"})
  void theMedianIsThatOfClippedUpdates(int parts, int rangeBytes) {
    TestJob job = uploaded(23, "median", CLIP, parts);
    job.reads = new Reads(Runnable::run, 1, rangeBytes, 1);
    job.aggregateInParts(1);

    float[] model = ModelFile.read(job.memory, job.manifest(1).modelKey(), job.plan(1).layout());
    for (int i = 0; i < model.length; i++) {
      float[] column = new float[CLIENTS];
      for (int client = 0; client < CLIENTS; client++) {
        column[client] = (float) (clip(updates[client]) * updates[client][i]);
      }
      Arrays.sort(column);
      assertThat(model[i]).isEqualTo(column[CLIENTS / 2]);
    }
  }

  private static double clip(float[] update) {
    double squares = 0;
    for (float x : update) {
      squares += (double) x * x;
    }
    return Math.min(1, CLIP / Math.sqrt(squares));
  }

  /** Two vectors that differ, so that one is not taken for the other. */
  private static final class TwoVectors implements ServerOptimizer {

    @Override
    public List<String> state() {
      return List.of("sum", "squares");
    }

    @Override
    public double initialState(String name) {
      return name.equals("sum") ? 1 : 2;
    }

    @Override
    public void step(double[] parameters, double[] delta, double[][] state, int length) {
      for (int i = 0; i < length; i++) {
        state[0][i] += delta[i];
        state[1][i] += delta[i] * delta[i];
        parameters[i] += state[0][i] / Math.sqrt(state[1][i]);
      }
    }
  }

  /** 20,000 numbers fill the buffer with which a part is written, in F32 and in F64. */
  @ParameterizedTest
  @CsvSource({"23, 1", "23, 3", "20000, 2"})
  void aStateOfTwoVectorsHasTheSameBitsInPartsAndAsAWhole(int parameters, int parts) {
    TestJob whole = uploaded(parameters, "weighted", 0, 0).optimizedBy(new TwoVectors());
    TestJob inParts = uploaded(parameters, "weighted", 0, parts).optimizedBy(new TwoVectors());
    for (int round = 1; round <= 2; round++) {
      for (TestJob job : List.of(whole, inParts)) {
        if (round == 2) {
          job.close(1);
          job.open(2);
          uploadAll(job, 2, parameters);
        }
        job.aggregateInParts(round);
      }
      VersionManifest one = whole.manifest(round);
      VersionManifest other = inParts.manifest(round);
      assertThat(inParts.memory.bytes(other.modelKey()))
          .as("round %d", round)
          .isEqualTo(whole.memory.bytes(one.modelKey()));
      assertThat(inParts.memory.bytes(other.optimizerKey().orElseThrow()))
          .isEqualTo(whole.memory.bytes(one.optimizerKey().orElseThrow()));
    }
  }

  @Test
  void theStateOfAnotherOptimizerIsRefused() {
    TestJob job = uploaded(23, "weighted", 0, 2).optimizedBy(new TwoVectors());
    job.aggregateInParts(1);
    job.close(1);
    TestJob other = job.optimizedBy(new ServerMomentum(1, 0.5));
    other.open(2);
    uploadAll(other, 2, 23);
    other.aggregate(2);

    assertThatThrownBy(() -> other.foldPart(2, 1, Phase.FOLD))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is not the state of this optimizer")
        .hasMessageContaining("velocity");
  }
}
