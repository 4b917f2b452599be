package dev.rondo.protocol.round;

import dev.rondo.protocol.input.InvalidInputException;
import java.util.Optional;

/**
 * How the updates of a round are masked. A client clips its update to the plan's clip norm, writes
 * its numbers as integers of Z_2^32, which are multiples of 2^-{@code fractionBits}, and adds a
 * mask. A helper in another account gives away the sum of the contributors' masks.
 *
 * @param helper name or ARN of the helper's function
 * @param fractionBits bits after the binary point; can be negative
 * @param noise that the helper adds to the sum; empty without differential privacy
 */
public record SecureAggregation(String helper, int fractionBits, Optional<HelperNoise> noise) {

  public SecureAggregation {
    if (helper.isBlank()) {
      throw new InvalidInputException("Secure aggregation needs a helper's function");
    }
  }

  /** Without noise. */
  public SecureAggregation(String helper, int fractionBits) {
    this(helper, fractionBits, Optional.empty());
  }
}
