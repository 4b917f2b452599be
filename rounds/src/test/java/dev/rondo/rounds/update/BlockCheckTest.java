package dev.rondo.rounds.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What is seen of numbers while they pass, at the edges of blocks above all. */
class BlockCheckTest {

  private static final float[] NOT_FINITE = {
    Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.intBitsToFloat(0x7f800001)
  };

  /** Reads numbers as an update's tensor is read: whole blocks, then the rest. */
  private static double pass(BlockCheck check, float[] numbers) {
    float[] block = new float[BlockCheck.WHOLE];
    for (int from = 0; from < numbers.length; from += BlockCheck.WHOLE) {
      int length = Math.min(BlockCheck.WHOLE, numbers.length - from);
      System.arraycopy(numbers, from, block, 0, length);
      check.add(block, length);
    }
    return check.end();
  }

  private static void isSeen(int position, int length) {
    for (float bad : NOT_FINITE) {
      for (boolean norm : new boolean[] {false, true}) {
        float[] numbers = new float[length];
        numbers[position] = bad;
        BlockCheck check = new BlockCheck(norm);

        assertThat(pass(check, numbers)).as("%s at %d of %d", bad, position, length).isNotFinite();
        assertThat(pass(check, new float[length])).as("the run after it").isZero();
      }
    }
  }

  @Property(tries = 200)
  void anythingThatIsNotFiniteIsSeenAnywhere(
      @ForAll @IntRange(min = 1, max = 9000) int length, @ForAll @IntRange(max = 8999) int at) {
    isSeen(at % length, length);
  }

  @Example
  void alsoAtTheEdgesOfBlocksAndLanes() {
    for (int edge : new int[] {512, 1024, 2048, 4096, 6144}) {
      for (int position = edge - 1; position <= edge; position++) {
        isSeen(position, 6145);
        isSeen(position, position + 1);
      }
    }
    isSeen(0, 1);
  }

  @Property(tries = 200)
  void theSumOfSquaresIsThatOfPlainArithmetic(
      @ForAll long seed, @ForAll @IntRange(max = 9000) int length) {
    Random random = new Random(seed);
    float[] numbers = new float[length];
    double expected = 0;
    for (int i = 0; i < length; i++) {
      numbers[i] = (float) random.nextGaussian();
      expected += (double) numbers[i] * numbers[i];
    }

    assertThat(pass(new BlockCheck(true), numbers)).isCloseTo(expected, within(1e-12 * expected));
    assertThat(pass(new BlockCheck(false), numbers)).isZero();
  }

  @Example
  void theLargestAndTheSmallestNumbersAreFinite() {
    float[] numbers = new float[5000];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i % 2 == 0 ? Float.MAX_VALUE : -Float.MIN_VALUE;
    }

    assertThat(pass(new BlockCheck(true), numbers)).isFinite();
    assertThat(pass(new BlockCheck(false), numbers)).isZero();
  }
}
