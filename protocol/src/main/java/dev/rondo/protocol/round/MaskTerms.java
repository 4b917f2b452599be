package dev.rondo.protocol.round;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.rondo.protocol.input.InvalidInputException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the plan of a masked round tells its clients about their numbers, written {@code bits 20
 * seats 10 clip 3ff0000000000000 coordinates 199210 noise 1048576}. Clients bind their masks and
 * seeds to this text. So one sum is made of clients that were all told the same: nobody can have
 * one client write larger numbers than the others, or get a sum with less noise.
 *
 * @param fractionBits bits after the binary point of a client's integers; can be negative
 * @param seats how many clients can contribute
 * @param clipNorm to which clients scale longer updates down; its text is the 64 bits of IEEE 754
 *     in hexadecimal, because not all programs print a number alike
 * @param coordinates of a masked vector
 * @param noise that the helper adds to the sum; empty without differential privacy
 */
public record MaskTerms(
    int fractionBits, int seats, double clipNorm, long coordinates, Optional<HelperNoise> noise) {

  /** Coordinates of a masked vector, at most. */
  public static final long MAX_COORDINATES = 1L << 34;

  private static final Pattern TEXT =
      Pattern.compile(
          "bits (-?\\d{1,4}) seats (\\d{1,9}) clip ([0-9a-f]{16}) coordinates (\\d{1,11})(?: noise"
              + " (.{1,300}))?");

  public MaskTerms {
    if (seats < 1 || coordinates < 1 || coordinates > MAX_COORDINATES) {
      throw new InvalidInputException(
          "A masked round must have 1 seat or more and 1 to %s coordinates, but has %s and %s"
              .formatted(MAX_COORDINATES, seats, coordinates));
    }
  }

  /** The terms of a plan with secure aggregation. */
  public static MaskTerms of(Plan plan) {
    SecureAggregation secure = plan.secureAggregation().orElseThrow();
    return new MaskTerms(
        secure.fractionBits(),
        plan.seats(),
        plan.clipUpdateNorm(),
        plan.layout().parameterCount(),
        secure.noise());
  }

  /** The terms as clients bind their masks to them. */
  @JsonValue
  public String text() {
    return "bits %s seats %s clip %s coordinates %s%s"
        .formatted(
            fractionBits,
            seats,
            HexFormat.of().toHexDigits(Double.doubleToLongBits(clipNorm)),
            coordinates,
            noise.map(added -> " noise " + added.text()).orElse(""));
  }

  /**
   * Reads {@link #text}.
   *
   * @throws InvalidInputException if it is not what {@link #text} writes
   */
  @JsonCreator
  public static MaskTerms parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw invalid(text);
    }
    MaskTerms terms =
        new MaskTerms(
            Integer.parseInt(matcher.group(1)),
            Integer.parseInt(matcher.group(2)),
            Double.longBitsToDouble(Long.parseUnsignedLong(matcher.group(3), 16)),
            Long.parseLong(matcher.group(4)),
            Optional.ofNullable(matcher.group(5)).map(HelperNoise::parse));
    if (!terms.text().equals(text)) {
      throw invalid(text);
    }
    return terms;
  }

  private static InvalidInputException invalid(String text) {
    return new InvalidInputException(
        "The terms of a masked round must be bits, seats, clip, coordinates and noise, but are \""
            + text
            + "\"");
  }

  @Override
  public String toString() {
    return text();
  }
}
