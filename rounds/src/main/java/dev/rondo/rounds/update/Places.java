package dev.rondo.rounds.update;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;

/** An order of tensors in 4 bytes for each: a round may hold one for each of its contributors. */
final class Places extends AbstractList<Integer> implements RandomAccess {

  private final int[] places;

  private Places(int[] places) {
    this.places = places;
  }

  static List<Integer> copyOf(List<Integer> order) {
    if (order instanceof Places) {
      return order;
    }
    return order.isEmpty()
        ? List.of()
        : new Places(order.stream().mapToInt(Integer::intValue).toArray());
  }

  @Override
  public Integer get(int index) {
    return places[index];
  }

  @Override
  public int size() {
    return places.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Places that ? Arrays.equals(places, that.places) : super.equals(other);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(places); // The same as of any list of these numbers.
  }
}
