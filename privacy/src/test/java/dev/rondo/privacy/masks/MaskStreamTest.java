package dev.rondo.privacy.masks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskStreamTest {

  private static final int COORDINATES = 40_000;

  private static final MaskContext CONTEXT = new MaskContext("mnist", 7, "me", "terms");

  private static byte[] seed(int first) {
    byte[] seed = new byte[MaskStream.SEED_BYTES];
    seed[0] = (byte) first;
    return seed;
  }

  private static int[] mask(MaskStream stream, long from, int count) {
    int[] numbers = new int[count];
    stream.addTo(numbers, from, count);
    return numbers;
  }

  @Property(tries = 200)
  void aRangeIsASliceOfTheWholeMask(
      @ForAll @IntRange(min = 0, max = COORDINATES) int one,
      @ForAll @IntRange(min = 0, max = COORDINATES) int other) {
    MaskStream stream = new MaskStream(seed(1), CONTEXT);
    int[] all = mask(stream, 0, COORDINATES);
    int from = Math.min(one, other);
    int to = Math.max(one, other);

    assertThat(mask(stream, from, to - from)).isEqualTo(Arrays.copyOfRange(all, from, to));
  }

  @Test
  void subtractingUndoesAdding() {
    int[] numbers = {1, -2, Integer.MAX_VALUE, 4};
    MaskStream stream = new MaskStream(seed(1), CONTEXT);

    stream.addTo(numbers, 5, 3);
    assertThat(numbers).endsWith(4).isNotEqualTo(new int[] {1, -2, Integer.MAX_VALUE, 4});
    stream.subtractFrom(numbers, 5, 3);

    assertThat(numbers).containsExactly(1, -2, Integer.MAX_VALUE, 4);
  }

  @Test
  void everySeedJobRoundAndClientHasAMaskOfItsOwn() {
    int[][] masks = {
      mask(new MaskStream(seed(1), CONTEXT), 0, 4),
      mask(new MaskStream(seed(2), CONTEXT), 0, 4),
      mask(new MaskStream(seed(1), new MaskContext("mnist2", 7, "me", "terms")), 0, 4),
      mask(new MaskStream(seed(1), new MaskContext("mnist", 8, "me", "terms")), 0, 4),
      mask(new MaskStream(seed(1), new MaskContext("mnist", 7, "you", "terms")), 0, 4),
      mask(new MaskStream(seed(1), new MaskContext("mnist7", 7, "me", "terms")), 0, 4),
      mask(new MaskStream(seed(1), new MaskContext("mnist", 77, "me", "terms")), 0, 4)
    };

    assertThat(Arrays.stream(masks).map(Arrays::toString).distinct()).hasSize(masks.length);
  }

  /** 1,000,000 bytes, 255 degrees of freedom: beyond 330.5 once in 1,000 seeds. */
  @Test
  void bytesOfAMaskedVectorAreUniform() {
    int[] vector = new int[250_000];
    Arrays.fill(vector, 12_345);
    new MaskStream(seed(3), CONTEXT).addTo(vector, 0, vector.length);
    int[] counts = new int[256];
    for (int number : vector) {
      for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
        counts[number >>> shift & 0xff]++;
      }
    }

    double expected = vector.length * Integer.BYTES / 256.0;
    double statistic =
        Arrays.stream(counts).mapToDouble(n -> (n - expected) * (n - expected) / expected).sum();

    assertThat(statistic).isLessThan(330.5);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, MaskStream.MAX_COORDINATES - 2, Long.MAX_VALUE})
  void refusesARangeOutsideOfTheMask(long from) {
    MaskStream stream = new MaskStream(seed(1), CONTEXT);

    assertThatThrownBy(() -> stream.addTo(new int[3], from, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("outside of the mask");
    assertThat(mask(stream, MaskStream.MAX_COORDINATES - 3, 3)).doesNotContain(0);
  }

  @Test
  void refusesASeedOfAnotherSize() {
    assertThatThrownBy(() -> new MaskStream(new byte[31], CONTEXT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The seed of a mask must be 32 bytes, but is 31");
  }
}
