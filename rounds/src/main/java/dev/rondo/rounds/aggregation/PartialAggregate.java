package dev.rondo.rounds.aggregation;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A weighted sum of updates with the clients that it contains: sum_k w_k Delta_k, in double
 * precision. Addition is commutative, and associative as far as the sums are exact, which they are
 * for integer values. A client that is in the sum already is refused, so no update counts twice.
 *
 * <p>Grows in place, and is the one model-sized thing that a running fold holds.
 */
public final class PartialAggregate {

  private final Accumulator accumulator;
  private final SortedMap<String, Contributor> contributors = new TreeMap<>();

  /**
   * @param parameters length of the parameter vector
   */
  public PartialAggregate(int parameters) {
    this.accumulator = new Accumulator(parameters);
  }

  /** Where updates' numbers are added; {@link #count} them when they are through. */
  Accumulator accumulator() {
    return accumulator;
  }

  /** Adds numbers that have their weight already: a block of another sum. */
  public void addWeighted(int offset, double[] block, int length) {
    accumulator.addWeighted(offset, block, length);
  }

  /**
   * Counts a client whose numbers have been added.
   *
   * @throws OverlapException when it is in already
   */
  public void count(Contributor contributor) {
    if (contributors.putIfAbsent(contributor.client(), contributor) != null) {
      throw new OverlapException(contributor.client());
    }
  }

  /** Forgets everything. */
  void clear() {
    Arrays.fill(sum(), 0);
    contributors.clear();
  }

  /** The sum, not copied. */
  public double[] sum() {
    return accumulator.sum();
  }

  /** Who is in it, by id. */
  public Collection<Contributor> contributors() {
    return Collections.unmodifiableCollection(contributors.values());
  }

  public double totalWeight() {
    return contributors.values().stream().mapToDouble(Contributor::weight).sum();
  }
}
