package dev.rondo.rounds.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The kernel of every fold, against the plain sum in the documented order, bit for bit. */
class AccumulatorPropertyTest {

  private static float[][] blocks(Random random, int updates, int length) {
    float[][] blocks = new float[updates][length];
    for (float[] block : blocks) {
      for (int i = 0; i < length; i++) {
        // Every bit pattern that is a number: huge ones, denormal ones, both zeros.
        float any = Float.intBitsToFloat(random.nextInt());
        block[i] = Float.isFinite(any) ? any : (float) random.nextGaussian();
      }
    }
    return blocks;
  }

  private static double[] weights(Random random, int updates) {
    double[] weights = new double[updates];
    for (int k = 0; k < updates; k++) {
      weights[k] = random.nextBoolean() ? 1 + random.nextInt(60_000) : 1e6 * random.nextDouble();
    }
    return weights;
  }

  private static double[] plain(float[][] blocks, double[] weights, int length) {
    double[] sum = new double[length];
    for (int k = 0; k < blocks.length; k++) {
      for (int i = 0; i < length; i++) {
        double product = weights[k] * (double) blocks[k][i];
        sum[i] = sum[i] + product;
      }
    }
    return sum;
  }

  private static void assertSameBits(double[] actual, double[] expected) {
    assertThat(Arrays.stream(actual).mapToLong(Double::doubleToRawLongBits))
        .containsExactlyElementsOf(
            Arrays.stream(expected).mapToLong(Double::doubleToRawLongBits).boxed().toList());
  }

  @Property(tries = 300)
  void anyNumberOfUpdatesAtOnceGivesTheBitsOfThePlainSum(
      @ForAll long seed,
      @ForAll @IntRange(max = 19) int updates,
      @ForAll @IntRange(max = 70) int length,
      @ForAll @IntRange(max = 5) int offset) {
    Random random = new Random(seed);
    float[][] blocks = blocks(random, updates, length);
    double[] weights = weights(random, updates);
    Accumulator accumulator = new Accumulator(offset + length + 1);

    accumulator.add(offset, blocks, weights, updates, length);

    double[] sum = accumulator.sum();
    assertSameBits(
        Arrays.copyOfRange(sum, offset, offset + length), plain(blocks, weights, length));
    assertThat(Arrays.copyOf(sum, offset)).isEqualTo(new double[offset]);
    assertThat(sum[offset + length]).isZero();
  }

  @Property(tries = 100)
  void groupsOfAnySizeAndPiecesOfAnyLengthChangeNothing(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 12) int updates,
      @ForAll @IntRange(min = 1, max = 5) int group,
      @ForAll @IntRange(min = 1, max = 40) int piece) {
    int length = 100;
    Random random = new Random(seed);
    float[][] blocks = blocks(random, updates, length);
    double[] weights = weights(random, updates);
    Accumulator accumulator = new Accumulator(length);

    for (int k = 0; k < updates; k += group) {
      int to = Math.min(updates, k + group);
      double[] some = Arrays.copyOfRange(weights, k, to);
      for (int from = 0; from < length; from += piece) {
        int end = Math.min(length, from + piece);
        float[][] pieces = new float[to - k][];
        for (int j = k; j < to; j++) {
          pieces[j - k] = Arrays.copyOfRange(blocks[j], from, end);
        }
        accumulator.add(from, pieces, some, to - k, end - from);
      }
    }

    assertSameBits(accumulator.sum(), plain(blocks, weights, length));
  }

  @Example
  void whatReachesBeyondTheSumOrABlockIsRefusedBeforeAnythingIsAdded() {
    Accumulator accumulator = new Accumulator(4);
    float[][] blocks = {{1, 1, 1}, {1, 1}};
    double[] weights = {1, 1};

    assertThatThrownBy(() -> accumulator.add(2, blocks, weights, 1, 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> accumulator.add(0, blocks, weights, 2, 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(accumulator.sum()).containsOnly(0);
  }
}
