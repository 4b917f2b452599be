package dev.rondo.rounds.update;

import java.util.List;

/**
 * Where the numbers of a validated update lie in its file, so that a range of them can be read
 * without its header.
 *
 * @param dataOffset bytes before the data
 * @param order the tensors in the order of their data, each by its place in the layout, from 0;
 *     empty when that is the layout's own order
 */
public record Placement(long dataOffset, List<Integer> order) {

  public Placement {
    order = List.copyOf(order);
  }

  /** In the layout's order. */
  public static Placement inOrder(long dataOffset) {
    return new Placement(dataOffset, List.of());
  }
}
