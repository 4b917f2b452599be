package dev.rondo.unmasking;

import dev.rondo.privacy.accounting.Blt;
import dev.rondo.privacy.masks.HelperKey;
import dev.rondo.privacy.noise.BufferedNoise;
import dev.rondo.privacy.noise.Grid;
import dev.rondo.privacy.noise.NoiseKey;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.round.HelperNoise;
import dev.rondo.protocol.round.NoiseBuffer;
import dev.rondo.protocol.round.UnmaskRequest;
import dev.rondo.protocol.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The noise of differential privacy that the helper adds to a sum, so that nobody sees the sum
 * without it. It is a function of the helper's private key, of the contributors and of the
 * coordinate: the same request gets the same noise, and ranges fit together.
 *
 * <p>The grid step is one integer step of the clients' numbers. A sum wraps modulo 2^32, which
 * takes nothing away from privacy, and happens with a probability below 1e-16 for a number, because
 * the numbers leave room for 12 standard deviations of Z, and correlated noise has at most the root
 * of 2 times its deviation.
 */
final class SumNoise {

  private final NoiseKey key;
  private final Grid grid;
  private final Optional<Blt> blt;
  private final Optional<NoiseBuffers> before;

  private SumNoise(NoiseKey key, Grid grid, Optional<Blt> blt, Optional<NoiseBuffers> before) {
    this.key = key;
    this.grid = grid;
    this.blt = blt;
    this.before = before;
  }

  /**
   * The noise of a request; empty if none is wanted.
   *
   * @param own the helper's bucket, which has the buffers of the release before
   * @throws InvalidInputException if there is no such mechanism, or if the release before has no
   *     buffers for the whole range
   */
  static Optional<SumNoise> of(ObjectStore own, HelperKey helper, UnmaskRequest request) {
    return request.terms().noise().map(noise -> of(own, helper, request, noise));
  }

  private static SumNoise of(
      ObjectStore own, HelperKey helper, UnmaskRequest request, HelperNoise noise) {
    if (noise.previous().filter(round -> round >= request.round()).isPresent()) {
      throw new InvalidInputException(
          "The noise of round %s must continue from an earlier round, but is \"%s\""
              .formatted(request.round(), noise));
    }
    Optional<Blt> blt = blt(noise);
    NoiseKey key =
        NoiseKey.of(
            helper.derived("noise"),
            request.job(),
            request.round(),
            request.contributors().hex().getBytes(StandardCharsets.US_ASCII));
    return new SumNoise(
        key,
        new Grid(1, noise.deviation()),
        blt,
        noise.previous().map(round -> NoiseBuffers.open(own, request, round, blt.orElseThrow())));
  }

  private static Optional<Blt> blt(HelperNoise noise) {
    if (noise.buffers().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Blt(
              noise.buffers().stream().map(NoiseBuffer::decay).toList(),
              noise.buffers().stream().map(NoiseBuffer::weight).toList()));
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          "The noise of the request is not a valid mechanism. " + e.getMessage(), e);
    }
  }

  /** Numbers of a coordinate that are kept for the next release; 0 if its noise is independent. */
  int buffers() {
    return blt.map(mechanism -> mechanism.theta().size()).orElse(0);
  }

  /**
   * A block of noise.
   *
   * @param steps the noise of each coordinate in integer steps
   * @param buffers for the next release, one block for each buffer
   */
  record Block(double[] steps, double[][] buffers) {}

  /** The noise of {@code length} coordinates from {@code from} on. Several threads may call it. */
  Block block(long from, int length) {
    double[][] buffers =
        before
            .map(files -> files.read(from, length))
            .orElseGet(() -> new double[buffers()][length]);
    double[] steps = new double[length];
    new BufferedNoise(key, grid, blt).addTo(from, steps, buffers, 0, length);
    return new Block(steps, buffers);
  }
}
