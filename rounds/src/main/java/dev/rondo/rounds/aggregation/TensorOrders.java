package dev.rondo.rounds.aggregation;

import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The orders of tensors in the updates of a round. A decision has room for some of them only,
 * because each client may choose one of its own.
 */
public final class TensorOrders {

  private TensorOrders() {}

  /**
   * The contributors whose orders have room. Those that the most contributors share come first, so
   * that a few clients cannot take the room of the others; of equally many, the first in the list.
   *
   * @param mostPlaces tensors in all orders together, at most; the layout's own order takes none
   * @return in the same order
   */
  public static List<Contributor> withRoom(List<Contributor> contributors, long mostPlaces) {
    Map<List<Integer>, Integer> shared = new LinkedHashMap<>();
    contributors.forEach(contributor -> shared.merge(contributor.order(), 1, Integer::sum));
    List<List<Integer>> orders =
        shared.entrySet().stream()
            .sorted(Map.Entry.comparingByValue(Comparator.<Integer>reverseOrder()))
            .map(Map.Entry::getKey)
            .toList();
    Set<List<Integer>> kept = new HashSet<>();
    long places = 0;
    for (List<Integer> order : orders) {
      if (places + order.size() <= mostPlaces) {
        kept.add(order);
        places += order.size();
      }
    }
    return contributors.stream().filter(contributor -> kept.contains(contributor.order())).toList();
  }
}
