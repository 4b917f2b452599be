package dev.rondo.privacy.noise;

import static dev.rondo.privacy.noise.Statistics.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class GaussianNoiseTest {

  private static final long SIGMA = 1_500_000;
  private static final int MANY = 500_000;

  private static NoiseKey key(int round) {
    return NoiseKey.of(new byte[32], "noise", round, new byte[] {1});
  }

  private static long[] drawn(NoiseKey key, long sigma, long offset, int length) {
    long[] steps = new long[length];
    new GaussianNoise(key, sigma).draw(offset, steps, length);
    return steps;
  }

  /**
   * An implementation in Python with exact fractions gives the same numbers. If they change, a step
   * that runs again with a new version of Rondo draws other noise.
   */
  @Test
  void aKeyGivesTheseNumbers() {
    assertThat(drawn(key(1), 1 << 20, 0, 5))
        .containsExactly(-115730, -2331852, -342519, 1455104, -2029090);
    assertThat(drawn(key(1), 1 << 20, 2_000_000_000_000L, 5))
        .containsExactly(1595504, -530932, 326271, -233823, 27772);
    assertThat(drawn(key(1), 3, 0, 12)).containsExactly(1, -3, 4, 0, 2, -2, -1, -1, 4, 0, -2, 3);
  }

  @Property(tries = 100)
  void numbersDoNotDependOnBlocks(
      @ForAll @Size(min = 1, max = 6) List<@IntRange(max = 3_000) Integer> lengths,
      @ForAll @LongRange(max = 5_000) long start) {
    int all = lengths.stream().mapToInt(Integer::intValue).sum();
    long[] whole = drawn(key(1), SIGMA, start, all);
    GaussianNoise noise = new GaussianNoise(key(1), SIGMA);
    int from = 0;
    for (int length : lengths) {
      long[] block = new long[length];
      noise.draw(start + from, block, length);
      assertThat(block).isEqualTo(Arrays.copyOfRange(whole, from, from + length));
      from += length;
    }
  }

  @Property(tries = 100)
  void numbersDoNotDependOnTheOrder(
      @ForAll @Size(max = 8) List<@IntRange(max = 9_000) Integer> offsets) {
    long[] whole = drawn(key(2), SIGMA, 0, 10_000);
    GaussianNoise noise = new GaussianNoise(key(2), SIGMA);
    long[] block = new long[1_000];
    for (int offset : offsets) {
      noise.draw(offset, block, 700);
      assertThat(Arrays.copyOf(block, 700))
          .isEqualTo(Arrays.copyOfRange(whole, offset, offset + 700));
    }
  }

  @Test
  void noiseIsAddedInUnitsOfTheModel() {
    double step = 0x1p-30;
    double[] sums = new double[2_000];
    Arrays.setAll(sums, i -> i * step);
    new GaussianNoise(key(1), SIGMA).addTo(5, sums, 1_500, step);

    long[] steps = drawn(key(1), SIGMA, 5, 1_500);
    for (int i = 0; i < 2_000; i++) {
      assertThat(sums[i]).isEqualTo((i + (i < 1_500 ? steps[i] : 0)) * step);
    }
  }

  @Test
  void otherKeysGiveIndependentNoise() {
    long[] one = drawn(key(1), SIGMA, 0, MANY);
    assertThat(Statistics.correlation(one, one)).isGreaterThan(LIMIT);
    assertThat(Statistics.correlation(one, drawn(key(2), SIGMA, 0, MANY))).isBetween(-LIMIT, LIMIT);
    assertThat(Statistics.correlation(one, drawn(key(1).forPurpose("metrics"), SIGMA, 0, MANY)))
        .isBetween(-LIMIT, LIMIT);
  }

  /** If 2 sigma gave twice the noise, the difference of two sums would show the sum. */
  @Test
  void otherDeviationsGiveIndependentNoise() {
    long[] one = drawn(key(1), SIGMA, 0, MANY);
    assertThat(Statistics.correlation(one, drawn(key(1), 2 * SIGMA, 0, MANY)))
        .isBetween(-LIMIT, LIMIT);
  }

  @Test
  void numbersOfAVectorAreIndependent() {
    long[] whole = drawn(key(1), SIGMA, 0, MANY);
    for (int lag : new int[] {1, 2, 3, 7, 64, GaussianNoise.CHUNK, 10 * GaussianNoise.CHUNK}) {
      long[] head = Arrays.copyOf(whole, MANY - lag);
      long[] tail = Arrays.copyOfRange(whole, lag, MANY);
      assertThat(Statistics.correlation(head, tail)).isBetween(-LIMIT, LIMIT);
      long spread = SIGMA * SIGMA;
      Arrays.setAll(head, i -> (head[i] * head[i] - spread) >> 20);
      Arrays.setAll(tail, i -> (tail[i] * tail[i] - spread) >> 20);
      assertThat(Statistics.correlation(head, tail)).isBetween(-LIMIT, LIMIT);
    }
  }

  @Test
  void rangesBeyondTheBlockAreRefused() {
    GaussianNoise noise = new GaussianNoise(key(1), SIGMA);
    assertThatThrownBy(() -> noise.draw(-1, new long[3], 3))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("offset must be 0 or more, but is -1");
    assertThatThrownBy(() -> noise.addTo(0, new double[3], 4, 1))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("length must be 0 to 3, but is 4");
    assertThatThrownBy(() -> new GaussianNoise(key(1), 0))
        .hasMessage("sigma must be 1 to 4194304 grid steps, but is 0");
  }
}
