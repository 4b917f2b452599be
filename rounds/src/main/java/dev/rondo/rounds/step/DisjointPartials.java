package dev.rondo.rounds.step;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.aggregation.MetricSums;
import dev.rondo.rounds.aggregation.PartialFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Partial aggregates of a round that have no client and no seat in common, chosen from the largest
 * to the smallest.
 *
 * @param keys of them, in fold order
 * @param contributors everyone who is in one of them, by client
 * @param measured the sums of what these clients measured, one for each key
 */
record DisjointPartials(
    List<String> keys, SortedMap<String, Contributor> contributors, List<MetricSums> measured) {

  /**
   * Chooses among the partials of a round.
   *
   * @param allowed whether a contributor may be in a partial that is chosen
   */
  static DisjointPartials of(
      ObjectStore store, Plan plan, Resources resources, Predicate<Contributor> allowed) {
    List<String> all =
        store.keys(ObjectKeys.partials(plan.job(), plan.round())).stream()
            .filter(key -> ObjectKeys.partialCount(key) > 0)
            .sorted(
                Comparator.comparingInt(ObjectKeys::partialCount)
                    .reversed()
                    .thenComparing(Comparator.naturalOrder()))
            .toList();
    PartialFile file = new PartialFile(store, plan, resources.blocks());
    List<PartialFile.Summary> contents = resources.reads().all(all, file::summary);
    List<MetricSums> measured = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    SortedMap<String, Contributor> covered = new TreeMap<>();
    Set<Integer> seats = new HashSet<>();
    for (int i = 0; i < all.size(); i++) {
      List<Contributor> content = contents.get(i).contributors();
      boolean overlaps =
          content.stream()
              .anyMatch(c -> covered.containsKey(c.client()) || seats.contains(c.seat()));
      if (!overlaps && content.stream().allMatch(allowed)) {
        content.forEach(c -> covered.put(c.client(), c));
        content.forEach(c -> seats.add(c.seat()));
        keys.add(all.get(i));
        measured.add(contents.get(i).measured());
      }
    }
    return new DisjointPartials(keys, covered, measured);
  }

  /** The seats of all contributors. */
  Set<Integer> seats() {
    return contributors.values().stream().map(Contributor::seat).collect(Collectors.toSet());
  }
}
