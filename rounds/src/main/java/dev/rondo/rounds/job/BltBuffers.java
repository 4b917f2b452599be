package dev.rondo.rounds.job;

import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.round.NoiseBuffer;
import dev.rondo.settings.Numbers;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The buffers of a BLT mechanism and the releases that they are for, as text: {@code 100 0.83/0.53
 * 0.99/0.025}, or nothing.
 *
 * @param releases at most; 0 if there is no such mechanism
 * @param buffers of the mechanism
 */
public record BltBuffers(int releases, List<NoiseBuffer> buffers) {

  /** No mechanism. */
  public static final BltBuffers NONE = new BltBuffers(0, List.of());

  public BltBuffers {
    buffers = List.copyOf(buffers);
    if ((releases > 0) == buffers.isEmpty() || buffers.size() > NoiseBuffer.MOST) {
      throw new InvalidInputException(
          "A BLT mechanism must have releases and 1 to %s buffers, but has %s and %s"
              .formatted(NoiseBuffer.MOST, releases, buffers.size()));
    }
  }

  /** The design in its canonical text. */
  public String text() {
    return releases == 0
        ? ""
        : releases
            + " "
            + buffers.stream()
                .map(one -> Numbers.text(one.decay()) + "/" + Numbers.text(one.weight()))
                .collect(Collectors.joining(" "));
  }

  /** Reads {@link #text}; empty if it is not valid. */
  public static Optional<BltBuffers> parse(String text) {
    if (text.isBlank()) {
      return Optional.of(NONE);
    }
    String[] words = text.strip().split(" +");
    try {
      List<NoiseBuffer> buffers = Stream.of(words).skip(1).map(NoiseBuffer::parse).toList();
      return Optional.of(new BltBuffers(Integer.parseInt(words[0]), buffers));
    } catch (NumberFormatException | InvalidInputException e) {
      return Optional.empty();
    }
  }
}
