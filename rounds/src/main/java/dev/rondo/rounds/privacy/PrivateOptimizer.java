package dev.rondo.rounds.privacy;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.Privacy;
import dev.rondo.rounds.optimizer.ServerOptimizer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A server optimizer whose state has the noise buffers of a BLT mechanism behind its own vectors.
 * It passes its own vectors on, and leaves the buffers to {@link ReleaseNoise}.
 */
public final class PrivateOptimizer implements ServerOptimizer {

  private static final String BUFFER = "noise_buffer_";

  private final ServerOptimizer optimizer;
  private final List<String> state;
  private final int own;

  private PrivateOptimizer(ServerOptimizer optimizer, int buffers) {
    this.optimizer = optimizer;
    this.own = optimizer.state().size();
    this.state =
        Stream.concat(
                optimizer.state().stream(),
                IntStream.rangeClosed(1, buffers).mapToObj(number -> BUFFER + number))
            .toList();
  }

  /** The optimizer of a round: the same one, unless a version has noise buffers. */
  public static ServerOptimizer of(Plan plan, ServerOptimizer optimizer) {
    int buffers = ReleaseNoise.added(plan).map(Privacy::buffers).orElse(List.of()).size();
    return buffers == 0 ? optimizer : new PrivateOptimizer(optimizer, buffers);
  }

  /** Whether a vector is a noise buffer. */
  public static boolean isBuffer(String vector) {
    return vector.startsWith(BUFFER);
  }

  @Override
  public List<String> state() {
    return state;
  }

  @Override
  public double initialState(String name) {
    return isBuffer(name) ? 0 : optimizer.initialState(name);
  }

  @Override
  public void step(double[] parameters, double[] delta, double[][] vectors, int length) {
    optimizer.step(parameters, delta, Arrays.copyOf(vectors, own), length);
  }
}
