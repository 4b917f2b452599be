package dev.rondo.protocol.round;

import dev.rondo.protocol.input.InvalidInputException;
import java.util.List;
import java.util.Optional;

/**
 * How the release of a round is protected with differential privacy: its version is made of (sum of
 * the clipped updates + noise) / denominator.
 *
 * @param noiseMultiplier z: the standard deviation of the noise in clip norms, before the release's
 *     correlation with others
 * @param denominator by which the noised sum is divided, whoever contributes
 * @param cap releases to which one client may contribute
 * @param coolDown releases from one contribution of a client to its next, at least; 1 admits it to
 *     every release
 * @param buffers that correlate the noise of releases; empty if their noise is independent
 * @param rounding how much the sensitivity of the sums grows because numbers are rounded to the
 *     grid of the noise: by this many grid steps, times the root of the number of parameters
 * @param release number of this release in its job, from 1; rolled-back versions count
 * @param previous the version that the release before this one made; empty for the first
 * @param spent epsilon of the job including this release, with {@code delta}
 * @param epsilon the budget of the job
 * @param delta of the budget
 */
public record Privacy(
    double noiseMultiplier,
    int denominator,
    int cap,
    int coolDown,
    List<NoiseBuffer> buffers,
    double rounding,
    int release,
    Optional<Integer> previous,
    double spent,
    double epsilon,
    double delta) {

  public Privacy {
    buffers = List.copyOf(buffers);
    if (!(noiseMultiplier > 0) || denominator < 1 || cap < 1 || coolDown < 1 || release < 1) {
      throw new InvalidInputException(
          "Privacy needs a noise multiplier above 0 and a denominator, a cap, a cool-down and a"
              + " release from 1, but has %s, %s, %s, %s and %s"
                  .formatted(noiseMultiplier, denominator, cap, coolDown, release));
    }
    if (buffers.size() > NoiseBuffer.MOST) {
      throw new InvalidInputException(
          "A mechanism has at most %s noise buffers, but this one has %s"
              .formatted(NoiseBuffer.MOST, buffers.size()));
    }
  }

  /** The name of the mechanism: {@code gaussian} or {@code blt}. */
  public String mechanism() {
    return buffers.isEmpty() ? "gaussian" : "blt";
  }
}
