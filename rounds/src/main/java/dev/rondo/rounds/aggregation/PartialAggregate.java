package dev.rondo.rounds.aggregation;

import dev.rondo.rounds.update.BlockSink;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A weighted sum of updates with the clients that it contains: sum_k w_k Delta_k, in double
 * precision. Merging is commutative, and associative as far as the sums are exact, which they are
 * for integer values; a client that is in both sides is refused, so nothing counts twice.
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

  /**
   * A sink that adds an update's numbers with this weight; {@link #count} it when it is through.
   */
  public BlockSink adding(double weight) {
    return (offset, block, length) -> accumulator.add(offset, block, weight, length);
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

  /**
   * Adds another partial aggregate to this one.
   *
   * @throws OverlapException when a client is in both; nothing has changed then
   */
  public void merge(PartialAggregate other) {
    if (other.sum().length != sum().length) {
      throw new IllegalArgumentException("Sums of different models do not add up");
    }
    for (String client : other.contributors.keySet()) {
      if (contributors.containsKey(client)) {
        throw new OverlapException(client);
      }
    }
    addWeighted(0, other.sum(), sum().length);
    contributors.putAll(other.contributors);
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
