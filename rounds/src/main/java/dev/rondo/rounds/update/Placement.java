package dev.rondo.rounds.update;

import java.util.List;

/**
 * Where the numbers of a validated update are in its file, so that ranges of them can be read
 * without the header.
 *
 * @param dataOffset bytes before the data
 * @param order the tensors in the order of their data, each by its place in the layout, from 0;
 *     empty when that is the layout's own order
 */
public record Placement(long dataOffset, List<Integer> order) {

  public Placement {
    order = Places.copyOf(order);
  }

  /** The same place with the tensors in another order. */
  public Placement withOrder(List<Integer> tensors) {
    return new Placement(dataOffset, tensors);
  }

  /** Tensors in the layout's order. */
  public static Placement inOrder(long dataOffset) {
    return new Placement(dataOffset, List.of());
  }
}
