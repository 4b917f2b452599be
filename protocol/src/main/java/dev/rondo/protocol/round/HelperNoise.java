package dev.rondo.protocol.round;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.store.ObjectKeys;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The noise that the helper adds to a sum, written {@code 1048576}, or {@code 1048576 0.83/0.53
 * 0.99/0.025 after 7} with the buffers of a BLT mechanism and the release before. Two of them are
 * equal if their texts are: the text is kept as it was written, because not all programs print a
 * number alike.
 */
public final class HelperNoise {

  private static final long MOST_DEVIATION = 1L << 22;
  private static final String NUMBER = "[0-9.Ee-]{1,30}";

  private static final Pattern TEXT =
      Pattern.compile("(\\d{1,7})((?: %1$s/%1$s){0,4})(?: after (\\d{1,8}))?".formatted(NUMBER));

  private final String text;
  private final long deviation;
  private final List<NoiseBuffer> buffers;
  private final Optional<Integer> previous;

  private HelperNoise(
      String text, long deviation, List<NoiseBuffer> buffers, Optional<Integer> previous) {
    this.text = text;
    this.deviation = deviation;
    this.buffers = List.copyOf(buffers);
    this.previous = previous;
    if (deviation < 1
        || deviation > MOST_DEVIATION
        || buffers.size() > NoiseBuffer.MOST
        || (buffers.isEmpty() && previous.isPresent())
        || previous.filter(round -> round < 1 || round > ObjectKeys.MAX_ROUND).isPresent()) {
      throw invalid(text);
    }
  }

  /**
   * Makes a noise.
   *
   * @param deviation the standard deviation of the discrete Gaussian noise, in integer steps: 1 to
   *     2^22
   * @param buffers that correlate it with the noise of earlier releases; empty if it is independent
   * @param previous the round that made the release before this one; empty for the first, and
   *     without buffers
   * @throws InvalidInputException if a number is out of range
   */
  public static HelperNoise of(
      long deviation, List<NoiseBuffer> buffers, Optional<Integer> previous) {
    String text =
        deviation
            + buffers.stream()
                .map(buffer -> " " + buffer.decay() + "/" + buffer.weight())
                .collect(Collectors.joining())
            + previous.map(round -> " after " + round).orElse("");
    return new HelperNoise(text, deviation, buffers, previous);
  }

  /**
   * Reads a text.
   *
   * @throws InvalidInputException if it is not valid
   */
  @JsonCreator
  public static HelperNoise parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw invalid(text);
    }
    // The first piece is empty: each buffer follows a space.
    List<NoiseBuffer> buffers =
        Stream.of(matcher.group(2).split(" ", -1)).skip(1).map(NoiseBuffer::parse).toList();
    return new HelperNoise(
        text,
        Long.parseLong(matcher.group(1)),
        buffers,
        Optional.ofNullable(matcher.group(3)).map(Integer::parseInt));
  }

  private static InvalidInputException invalid(String text) {
    return new InvalidInputException(
        ("The noise of a helper must be a deviation of 1 to %s steps, then up to %s buffers and the"
                + " round before, but is \"%s\"")
            .formatted(MOST_DEVIATION, NoiseBuffer.MOST, text));
  }

  /** The noise as it was written. */
  @JsonValue
  public String text() {
    return text;
  }

  /** The standard deviation of the discrete Gaussian noise, in integer steps. */
  public long deviation() {
    return deviation;
  }

  /** What correlates it with the noise of earlier releases; empty if it is independent. */
  public List<NoiseBuffer> buffers() {
    return buffers;
  }

  /** The round that made the release before this one; empty for the first, or without buffers. */
  public Optional<Integer> previous() {
    return previous;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HelperNoise noise && text.equals(noise.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
