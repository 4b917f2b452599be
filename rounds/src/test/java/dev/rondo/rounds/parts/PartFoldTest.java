package dev.rondo.rounds.parts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.ModelLayout.Stretch;
import dev.rondo.protocol.model.Role;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.rounds.aggregation.Accumulator;
import dev.rondo.rounds.optimizer.ServerMomentum;
import dev.rondo.rounds.privacy.StateKeys;
import dev.rondo.rounds.testing.TestJob;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A part that is longer than the blocks in which it is computed. */
class PartFoldTest {

  private static final ModelLayout LAYOUT =
      ModelLayout.of(TensorSpec.of("w", 7, 9), TensorSpec.of("b", 20));
  private static final int SIZE = LAYOUT.parameterCount();
  private static final double RATE = 0.7;
  private static final double MOMENTUM = 0.5;

  private final TestJob job =
      TestJob.created(
          LAYOUT,
          "aggregation",
          "weighted",
          "max_weight_ratio", // Two clients weigh 1 and 2.
          "0",
          "server_learning_rate",
          Double.toString(RATE),
          "server_momentum",
          Double.toString(MOMENTUM));
  private final Random random = new Random(7);

  /** The mean update of a round of two clients. */
  private double[] upload(int round) {
    job.open(round);
    double[] mean = new double[SIZE];
    for (int client = 0; client < 2; client++) {
      float[] delta = new float[SIZE];
      for (int i = 0; i < SIZE; i++) {
        delta[i] = random.nextInt(1000);
        mean[i] += (client + 1) * delta[i] / 3.0;
      }
      job.fold(job.upload(round, client, new LocalResult(delta, client + 1L, 0.5)));
    }
    return mean;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 16, 40, 41, 42, 100})
  void everyBlockHasItsOwnMeanParametersAndState(int block) {
    job.parts = 2;
    double[] first = upload(1);
    job.aggregateInParts(1);
    job.close(1);
    double[] second = upload(2);
    job.aggregate(2);

    for (ModelPart part : ModelPart.all(SIZE, 2)) {
      NewPart made =
          new PartFold(
                  job.store,
                  job.plan(2),
                  new ServerMomentum(RATE, MOMENTUM),
                  Reads.oneByOne(),
                  part,
                  job.contributors(2).contributors(),
                  new StateKeys(job.manifest(1).optimizerKey(), Optional.empty()),
                  Optional.empty(),
                  block)
              .fold();

      assertThat(made.parameters()).hasSize(part.length());
      for (int i = 0; i < part.length(); i++) {
        int number = part.from() + i;
        double velocity = MOMENTUM * first[number] + second[number];
        double parameter = RATE * first[number] + RATE * velocity;
        assertThat(made.state().get(0)[i]).isCloseTo(velocity, within(1e-9));
        assertThat((double) made.parameters()[i]).isCloseTo(parameter, within(1e-3));
      }
    }
  }

  private static org.assertj.core.data.Offset<Double> within(double distance) {
    return org.assertj.core.data.Offset.offset(distance);
  }

  @Test
  void everyBlockOfAnUpdateIsAddedWhereItBelongs() {
    float[] numbers = new float[10];
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < numbers.length; i++) {
      bytes.putFloat(i + 1);
    }
    for (int block = 1; block <= 11; block++) {
      Accumulator sum = new Accumulator(10);
      Numbers.add(bytes.array(), new Stretch(Role.MEAN, 0, 9), 3, sum, block);

      assertThat(sum.sum()).as("%d", block).containsExactly(3, 6, 9, 12, 15, 18, 21, 24, 27, 0);
    }
  }
}
