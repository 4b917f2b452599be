package dev.rondo.privacy.noise;

import static dev.rondo.privacy.noise.Statistics.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiscreteGaussianTest {

  private static final int DRAWS = 2_000_000;
  private static final long LARGE = 1_234_567;

  private static long[] draws(long sigma) {
    NoiseKey key = NoiseKey.of(new byte[32], "sampler", 1, new byte[] {1});
    DiscreteGaussian gaussian = new DiscreteGaussian(new RandomBits(key)::next16, sigma);
    long[] draws = new long[DRAWS];
    Arrays.setAll(draws, i -> gaussian.next());
    return draws;
  }

  /** exp(-y² / (2 sigma²)) of each y from -reach to reach, divided by the sum over all integers. */
  private static double[] exact(long sigma, int reach) {
    double sum = 0;
    for (long y = 20 * sigma; y > 0; y--) {
      sum += 2 * weight(sigma, y);
    }
    double all = sum + 1;
    double[] probabilities = new double[2 * reach + 1];
    Arrays.setAll(probabilities, i -> weight(sigma, i - reach) / all);
    return probabilities;
  }

  private static double weight(long sigma, long y) {
    return Math.exp(-((double) y * y) / (2.0 * sigma * sigma));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 16, 100})
  void eachIntegerHasItsExactProbability(long sigma) {
    int reach = (int) (4 * sigma);
    double[] inner = exact(sigma, reach);
    double[] probabilities = Arrays.copyOf(inner, inner.length + 1);
    probabilities[inner.length] = 1 - Arrays.stream(inner).sum();
    long[] counts = new long[probabilities.length];
    for (long y : draws(sigma)) {
      counts[Math.abs(y) <= reach ? (int) y + reach : inner.length]++;
    }
    assertThat(Statistics.chiSquare(counts, probabilities)).isBetween(-LIMIT, LIMIT);
  }

  /** A sampler that draws 0 with both signs. */
  @Test
  void theTestSeesZeroDrawnTwiceAsOften() {
    double[] right = exact(16, 64);
    double[] wrong = right.clone();
    wrong[64] *= 2;
    double all = Arrays.stream(wrong).sum();
    long[] counts = Arrays.stream(wrong).mapToLong(p -> Math.round(DRAWS * p / all)).toArray();
    assertThat(Statistics.chiSquare(counts, right)).isGreaterThan(LIMIT);
  }

  @Test
  void largeValuesFollowTheExactDistribution() {
    int width = (int) LARGE / 16;
    int cells = 2 * 64;
    double[] exact = exact(LARGE, width * cells / 2);
    double[] probabilities = new double[cells + 2];
    for (int i = 0; i < width * cells; i++) {
      probabilities[i / width] += exact[i];
    }
    probabilities[cells] = (1 - Arrays.stream(probabilities).sum()) / 2;
    probabilities[cells + 1] = probabilities[cells];
    long[] counts = new long[cells + 2];
    for (long y : draws(LARGE)) {
      long cell = Math.floorDiv(y + (long) width * cells / 2, (long) width);
      counts[cell < 0 ? cells : cell >= cells ? cells + 1 : (int) cell]++;
    }
    assertThat(Statistics.chiSquare(counts, probabilities)).isBetween(-LIMIT, LIMIT);
  }

  @Test
  void lowBitsOfLargeValuesAreUniform() {
    long[] counts = new long[1 << 12];
    for (long y : draws(LARGE)) {
      counts[(int) (y & 0xfff)]++;
    }
    double[] even = new double[1 << 12];
    Arrays.fill(even, 0x1p-12);
    assertThat(Statistics.chiSquare(counts, even)).isBetween(-LIMIT, LIMIT);
  }

  @ParameterizedTest
  @ValueSource(longs = {100, 1 << 20, LARGE, 1 << 21, 1 << 22})
  void momentsAreThoseOfAGaussian(long sigma) {
    double[] sums = new double[5];
    for (long y : draws(sigma)) {
      for (int power = 1; power <= 4; power++) {
        sums[power] += Math.pow((double) y / sigma, power);
      }
    }
    double root = Math.sqrt(DRAWS);
    // Means of powers 1 to 4 are 0, 1, 0, 3. Their variances are 1, 2, 15, 96.
    assertThat(sums[1] / root).isBetween(-LIMIT, LIMIT);
    assertThat((sums[2] - DRAWS) / root / Math.sqrt(2)).isBetween(-LIMIT, LIMIT);
    assertThat(sums[3] / root / Math.sqrt(15)).isBetween(-LIMIT, LIMIT);
    assertThat((sums[4] - 3.0 * DRAWS) / root / Math.sqrt(96)).isBetween(-LIMIT, LIMIT);
  }

  @Test
  void tailsAreThoseOfAGaussian() {
    double[] beyond = {0.31731050786, 0.04550026390, 2.699796063e-3, 6.334248367e-5};
    long[] draws = draws(LARGE);
    for (int deviations = 1; deviations <= 4; deviations++) {
      long limit = deviations * LARGE;
      long seen = Arrays.stream(draws).filter(y -> Math.abs(y) > limit).count();
      assertThat(Statistics.count(seen, DRAWS, beyond[deviations - 1])).isBetween(-LIMIT, LIMIT);
    }
    assertThat(Arrays.stream(draws).map(Math::abs).max().orElseThrow())
        .isBetween(4 * LARGE, 7 * LARGE);
  }

  /**
   * Of the 2^16 first words, n/d succeed, but for a part of one word, for which the next decides.
   */
  @ParameterizedTest
  @CsvSource({
    "0, 7",
    "1, 2",
    "1, 3",
    "2, 3",
    "65535, 65536",
    "1, 65537",
    "999999, 1234567",
    "1524155677488, 3048311354978",
    "17592186044416, 35184372088832",
    "5, 35184372088832"
  })
  void aTrialSucceedsWithExactlyItsProbability(long n, long d) {
    long whole = (n << 16) / d;
    long rest = (n << 16) % d;
    int[] words = new int[2];
    int[] used = new int[1];
    DiscreteGaussian gaussian = new DiscreteGaussian(() -> words[used[0]++], 1);
    for (words[0] = 0; words[0] < 1 << 16; words[0]++) {
      if (words[0] == whole && rest > 0) {
        continue;
      }
      used[0] = 0;
      assertThat(gaussian.trial(n, d)).isEqualTo(words[0] < whole);
      assertThat(used[0]).isEqualTo(1);
    }
    words[0] = (int) whole;
    for (words[1] = 0; rest > 0 && words[1] < 1 << 16; words[1]++) {
      if (words[1] == (rest << 16) / d && (rest << 16) % d > 0) {
        continue;
      }
      used[0] = 0;
      assertThat(gaussian.trial(n, d)).isEqualTo(words[1] < (rest << 16) / d);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1 << 20, LARGE, 3 << 19, (1 << 21) - 1})
  void equallyManyWordsGiveEachNumberBelowSigma(long sigma) {
    long[] word = new long[1];
    int[] used = new int[1];
    DiscreteGaussian gaussian =
        new DiscreteGaussian(
            () -> {
              // After the word, one that is never rejected and gives sigma - 1.
              long now = used[0] < 2 ? word[0] : 0xffff_ffffL;
              return (int) (used[0]++ % 2 == 0 ? now >>> 16 : now & 0xffff);
            },
            sigma);
    for (long number :
        new long[] {0, 1, 2, sigma / 3, sigma / 2, sigma - 3, sigma - 2, sigma - 1}) {
      long accepted = 0;
      long end = (((number + 1) << 32) + sigma - 1) / sigma;
      for (word[0] = ((number << 32) + sigma - 1) / sigma; word[0] < end; word[0]++) {
        used[0] = 0;
        long drawn = gaussian.belowSigma();
        accepted += used[0] == 2 && drawn == number ? 1 : 0;
      }
      assertThat(accepted).isEqualTo((1L << 32) / sigma);
    }
  }

  @Test
  void sigmaOutOfRangeIsRefused() {
    assertThatThrownBy(() -> new DiscreteGaussian(() -> 0, 0))
        .hasMessage("sigma must be 1 to 4194304 grid steps, but is 0");
    assertThatThrownBy(() -> new DiscreteGaussian(() -> 0, (1 << 22) + 1))
        .hasMessage("sigma must be 1 to 4194304 grid steps, but is 4194305");
  }
}
