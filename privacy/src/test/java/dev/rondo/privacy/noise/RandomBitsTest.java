package dev.rondo.privacy.noise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class RandomBitsTest {

  private static final NoiseKey KEY =
      NoiseKey.of(HexFormat.of().parseHex("00".repeat(32)), "bits", 1, new byte[] {1});

  /** The value is AES-256-CTR of the package cryptography for Python. */
  @Test
  void aChunkStartsAtItsNumberInTheUpperHalfOfTheCounter() {
    byte[] secret = new byte[32];
    for (int i = 0; i < 32; i++) {
      secret[i] = (byte) i;
    }
    NoiseKey key = NoiseKey.of(secret, "mnist", 7, new byte[] {1, 2, 3});
    RandomBits bits = new RandomBits(key.forPurpose("discrete gaussian 1048576"));
    bits.start(5);

    StringBuilder hex = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      hex.append(HexFormat.of().toHexDigits((short) bits.next16()));
    }
    assertThat(hex).hasToString("b37f1ad13b48efe4a6feab49512364ff");
  }

  @Test
  void aStreamCanBeReadAgain() {
    RandomBits bits = new RandomBits(KEY);
    bits.start(3);
    int[] first = words(bits, 10_000);
    bits.start(4);
    int[] other = words(bits, 10_000);
    bits.start(3);

    assertThat(words(bits, 10_000)).isEqualTo(first).isNotEqualTo(other);
  }

  @Test
  void wordsAreUniform() {
    RandomBits bits = new RandomBits(KEY);
    long[] counts = new long[1 << 16];
    for (int i = 0; i < 5_000_000; i++) {
      counts[bits.next16()]++;
    }
    double[] even = new double[1 << 16];
    Arrays.fill(even, 0x1p-16);
    assertThat(Statistics.chiSquare(counts, even)).isBetween(-Statistics.LIMIT, Statistics.LIMIT);
  }

  private static int[] words(RandomBits bits, int count) {
    int[] words = new int[count];
    for (int i = 0; i < count; i++) {
      words[i] = bits.next16();
    }
    return words;
  }
}
