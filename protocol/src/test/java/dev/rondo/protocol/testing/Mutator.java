package dev.rondo.protocol.testing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Makes new inputs of old ones: some bytes changed, cut, doubled, or put in from elsewhere. */
final class Mutator {

  private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");

  private static final List<String> TOKENS =
      List.of(
          "1e999999999",
          "-1e-999999999",
          "9".repeat(400),
          "NaN",
          "Infinity",
          "-0",
          "null",
          "true",
          "\"\\ud800\"",
          "\\u0000",
          "\\u001b[2J",
          "[".repeat(3000),
          "{\"a\":".repeat(3000),
          "(".repeat(3000),
          "{}",
          "[]",
          "\"\"",
          ",",
          ":",
          "\n",
          "\r\n",
          "- &a [*a, *a]",
          "${",
          "{%",
          "/(a+)+$/",
          "\u2028",
          "\ufeff");

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-1",
          "2147483647",
          "2147483648",
          "4294967296",
          "9223372036854775807",
          "9223372036854775808",
          "1152921504606846976",
          "18446744073709551616",
          "1e308",
          "1e309",
          "1e999999999",
          "0.1",
          "5.7",
          "1e-400");

  private static final long[] WORDS = {
    0, 1, -1, 1L << 60, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 31, 1L << 32, 1L << 24
  };

  private final SplittableRandom random;

  Mutator(SplittableRandom random) {
    this.random = random;
  }

  /** One to four changes to one of the seeds. */
  byte[] mutate(List<byte[]> seeds) {
    byte[] input = pick(seeds);
    for (int i = random.nextInt(1, 5); i > 0; i--) {
      input = change(input, seeds);
    }
    return input.length > Fuzz.LONGEST ? Arrays.copyOf(input, Fuzz.LONGEST) : input;
  }

  private byte[] change(byte[] input, List<byte[]> seeds) {
    int at = random.nextInt(input.length + 1);
    int end = random.nextInt(at, input.length + 1);
    return switch (random.nextInt(10)) {
      case 0 -> flipped(input);
      case 1 -> Arrays.copyOf(input, at);
      case 2 -> spliced(input, at, new byte[0], end);
      case 3 -> spliced(input, end, Arrays.copyOfRange(input, at, end), end);
      case 4 -> {
        byte[] other = pick(seeds);
        yield spliced(input, at, Arrays.copyOfRange(other, other.length / 2, other.length), end);
      }
      case 5, 6 -> {
        byte[] token = TOKENS.get(random.nextInt(TOKENS.size())).getBytes(StandardCharsets.UTF_8);
        yield spliced(input, at, token, random.nextBoolean() ? at : end);
      }
      case 7, 8 -> withOtherNumber(input);
      default -> withWord(input);
    };
  }

  private byte[] pick(List<byte[]> seeds) {
    return seeds.get(random.nextInt(seeds.size()));
  }

  private byte[] flipped(byte[] input) {
    byte[] flipped = input.clone();
    if (flipped.length > 0) {
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return flipped;
  }

  /** The input with other bytes in place of those from here to there. */
  private static byte[] spliced(byte[] input, int from, byte[] middle, int to) {
    return ByteBuffer.allocate(from + middle.length + input.length - to)
        .put(input, 0, from)
        .put(middle)
        .put(input, to, input.length - to)
        .array();
  }

  private byte[] withOtherNumber(byte[] input) {
    String text = new String(input, StandardCharsets.ISO_8859_1);
    List<MatchResult> numbers = NUMBER.matcher(text).results().toList();
    if (numbers.isEmpty()) {
      return flipped(input);
    }
    MatchResult number = numbers.get(random.nextInt(numbers.size()));
    byte[] other = NUMBERS.get(random.nextInt(NUMBERS.size())).getBytes(StandardCharsets.UTF_8);
    return spliced(input, number.start(), other, number.end());
  }

  /** The input with a number of 8 bytes in it, at its start or elsewhere. */
  private byte[] withWord(byte[] input) {
    if (input.length < Long.BYTES) {
      return flipped(input);
    }
    byte[] changed = input.clone();
    int at = random.nextBoolean() ? 0 : random.nextInt(input.length - Long.BYTES + 1);
    ByteOrder order = random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    ByteBuffer.wrap(changed).order(order).putLong(at, WORDS[random.nextInt(WORDS.length)]);
    return changed;
  }
}
