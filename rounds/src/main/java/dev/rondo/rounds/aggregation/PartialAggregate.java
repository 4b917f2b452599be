package dev.rondo.rounds.aggregation;

import dev.rondo.protocol.model.Role;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A weighted sum of updates and the clients that it contains: sum_k w_k Delta_k, in double
 * precision. A client that is already in the sum is refused, so no update counts twice.
 *
 * <p>It grows in place and is the only model-sized object that a running fold holds.
 */
public final class PartialAggregate {

  private final Accumulator accumulator;
  private final SortedMap<String, Contributor> contributors = new TreeMap<>();
  private final Map<Integer, String> seats = new HashMap<>();

  /**
   * @param parameters length of the parameter vector
   */
  public PartialAggregate(int parameters) {
    this(parameters, 0);
  }

  /**
   * A sum on a grid.
   *
   * @param step to whose multiples the numbers of updates are rounded; 0 does not round
   */
  PartialAggregate(int parameters, double step) {
    this.accumulator = new Accumulator(parameters, step);
  }

  /** The running sum. Call {@link #count} for each update whose numbers have been added. */
  Accumulator accumulator() {
    return accumulator;
  }

  /** Adds a block of another sum, whose numbers are already weighted, as the role of them says. */
  void addSum(Role role, int offset, double[] block, int length) {
    accumulator.addSum(role, offset, block, length);
  }

  /**
   * Counts a client whose numbers have been added.
   *
   * @throws OverlapException when it or its seat is in already
   */
  public void count(Contributor contributor) {
    boolean repeated =
        seats.putIfAbsent(contributor.seat(), contributor.client()) != null
            || contributors.putIfAbsent(contributor.client(), contributor) != null;
    if (repeated) {
      throw new OverlapException(contributor.client());
    }
  }

  /** Resets the sum and its contributors. */
  void clear() {
    Arrays.fill(sum(), 0);
    contributors.clear();
    seats.clear();
  }

  /** The sum, not copied. */
  public double[] sum() {
    return accumulator.sum();
  }

  /** The clients in the sum, sorted by id. */
  public Collection<Contributor> contributors() {
    return Collections.unmodifiableCollection(contributors.values());
  }

  public double totalWeight() {
    return contributors.values().stream().mapToDouble(Contributor::weight).sum();
  }
}
