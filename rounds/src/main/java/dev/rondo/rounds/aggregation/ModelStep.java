package dev.rondo.rounds.aggregation;

import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.ModelLayout.Stretch;
import dev.rondo.protocol.model.Role;
import dev.rondo.rounds.optimizer.ServerOptimizer;
import dev.rondo.rounds.privacy.ReleaseNoise;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Moves a block of the model by combined updates, each tensor as its role says: the server
 * optimizer moves {@link Role#MEAN} by the mean update; the mean update is added to {@link
 * Role#STATISTIC}, and the largest one to {@link Role#MAX}; {@link Role#KEEP} and {@link
 * Role#PERSONAL} stay. Only {@link Role#MEAN} changes the optimizer's state.
 */
public final class ModelStep {

  private final List<Stretch> all;
  private final ServerOptimizer optimizer;
  private final Optional<ReleaseNoise> noise;

  public ModelStep(ModelLayout layout, ServerOptimizer optimizer) {
    this(layout, optimizer, Optional.empty());
  }

  /**
   * @param noise that is added to the combined updates of {@link Role#MEAN} before all else
   */
  public ModelStep(ModelLayout layout, ServerOptimizer optimizer, Optional<ReleaseNoise> noise) {
    this.all = layout.stretches(0, layout.parameterCount());
    this.optimizer = optimizer;
    this.noise = noise;
  }

  /**
   * Updates a block in place.
   *
   * @param offset where in the parameter vector the block begins
   * @param parameters of the global model
   * @param delta the combined updates, of which this makes the mean in place
   * @param weight by which they have to be divided for the mean
   * @param state one block for each vector of the optimizer
   * @param length number of elements in each array
   */
  public void step(
      int offset,
      double[] parameters,
      double[] delta,
      double weight,
      double[][] state,
      int length) {
    int end = offset + length;
    for (int number = at(offset); number < all.size(); number++) {
      Stretch stretch = all.get(number);
      if (stretch.from() >= end) {
        return;
      }
      int from = Math.max(stretch.from(), offset) - offset;
      int to = Math.min(stretch.to(), end) - offset;
      switch (stretch.role()) {
        case KEEP, PERSONAL -> {
          // As it is.
        }
        case MAX -> add(parameters, delta, 1, from, to);
        case STATISTIC -> add(parameters, delta, weight, from, to);
        case MEAN -> {
          if (noise.isPresent()) {
            noise.get().addTo((long) offset + from, delta, state, from, to);
          }
          for (int i = from; i < to; i++) {
            delta[i] /= weight;
          }
          if (to - from == length) {
            optimizer.step(parameters, delta, state, length);
          } else {
            optimize(parameters, delta, state, from, to);
          }
        }
      }
    }
  }

  private static void add(double[] parameters, double[] delta, double weight, int from, int to) {
    for (int i = from; i < to; i++) {
      parameters[i] += delta[i] / weight;
    }
  }

  /** The number of the stretch that a place in the parameter vector belongs to. */
  private int at(int place) {
    int low = 0;
    int high = all.size() - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (all.get(middle).to() <= place) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Runs the optimizer on a part of the block; the result does not depend on where it begins. */
  private void optimize(double[] parameters, double[] delta, double[][] state, int from, int to) {
    double[] some = Arrays.copyOfRange(parameters, from, to);
    double[][] someState = new double[state.length][];
    for (int v = 0; v < state.length; v++) {
      someState[v] = Arrays.copyOfRange(state[v], from, to);
    }
    optimizer.step(some, Arrays.copyOfRange(delta, from, to), someState, to - from);
    System.arraycopy(some, 0, parameters, from, to - from);
    for (int v = 0; v < state.length; v++) {
      System.arraycopy(someState[v], 0, state[v], from, to - from);
    }
  }
}
