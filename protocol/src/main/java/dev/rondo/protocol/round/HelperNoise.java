package dev.rondo.protocol.round;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.store.ObjectKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The noise that the helper adds to a sum of masks, written {@code 1048576}, or {@code 1048576
 * 0.83/0.53 0.99/0.025 after 7} with the buffers of a BLT mechanism and the release before. Clients
 * bind their seeds to this text, so a sum with less noise than they were told cannot be unmasked.
 *
 * @param deviation the standard deviation of the discrete Gaussian noise, in integer steps
 * @param buffers that correlate it with the noise of earlier releases; empty if it is independent
 * @param previous the round that made the release before this one; empty for the first, and without
 *     buffers
 */
public record HelperNoise(long deviation, List<NoiseBuffer> buffers, Optional<Integer> previous) {

  /** Of {@code deviation}. */
  private static final long MOST_DEVIATION = 1L << 22;

  private static final Pattern TEXT =
      Pattern.compile(
          "(\\d{1,7})((?: [0-9.Ee-]{1,30}/[0-9.Ee-]{1,30}){0,4})(?: after (\\d{1,8}))?");

  public HelperNoise {
    buffers = List.copyOf(buffers);
    if (deviation < 1
        || deviation > MOST_DEVIATION
        || buffers.size() > NoiseBuffer.MOST
        || (buffers.isEmpty() && previous.isPresent())
        || previous.filter(round -> round < 1 || round > ObjectKeys.MAX_ROUND).isPresent()) {
      throw new InvalidInputException(
          "The noise of a helper must have 1 to %s steps and up to %s buffers, but has %s, %s and the release before %s"
              .formatted(
                  MOST_DEVIATION,
                  NoiseBuffer.MOST,
                  deviation,
                  buffers.size(),
                  previous.map(String::valueOf).orElse("none")));
    }
  }

  /** The noise in its canonical text. */
  @JsonValue
  public String text() {
    return deviation
        + buffers.stream()
            .map(buffer -> " " + buffer.decay() + "/" + buffer.weight())
            .collect(Collectors.joining())
        + previous.map(round -> " after " + round).orElse("");
  }

  /**
   * Reads {@link #text}.
   *
   * @throws InvalidInputException if it is not valid
   */
  @JsonCreator
  public static HelperNoise parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new InvalidInputException("The noise of a helper is not valid: \"" + text + "\"");
    }
    try {
      List<NoiseBuffer> buffers = new ArrayList<>();
      for (String pair : matcher.group(2).strip().split(" ", 0)) {
        if (!pair.isEmpty()) {
          int slash = pair.indexOf('/');
          buffers.add(
              new NoiseBuffer(
                  Double.parseDouble(pair.substring(0, slash)),
                  Double.parseDouble(pair.substring(slash + 1))));
        }
      }
      return new HelperNoise(
          Long.parseLong(matcher.group(1)),
          buffers,
          Optional.ofNullable(matcher.group(3)).map(Integer::parseInt));
    } catch (NumberFormatException e) {
      throw new InvalidInputException("The noise of a helper is not valid: \"" + text + "\"", e);
    }
  }
}
