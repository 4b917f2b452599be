package dev.rondo.core.step;

import dev.rondo.core.aggregation.Contributor;
import dev.rondo.core.aggregation.PartialFile;
import dev.rondo.core.round.Plan;
import dev.rondo.core.store.ObjectInfo;
import dev.rondo.core.store.ObjectKeys;
import dev.rondo.core.store.ObjectStore;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who is in which partial aggregate, as far as this process has read it. A partial aggregate never
 * changes, so each is read once, however often the quorum is looked for. Holds one round at a time.
 */
public final class KnownContributors {

  private final Map<String, List<String>> clients = new HashMap<>();
  private String round = "";

  /** Every client whose update a worker has found valid. */
  Set<String> validated(ObjectStore store, Plan plan) {
    String prefix = ObjectKeys.partials(plan.job(), plan.round());
    return of(plan, store.list(prefix).stream().map(ObjectInfo::key).toList(), store);
  }

  /** The clients in the partial aggregates and markers at these keys of a round. */
  Set<String> of(Plan plan, List<String> keys, ObjectStore store) {
    PartialFile partials = new PartialFile(store, plan);
    String prefix = ObjectKeys.partials(plan.job(), plan.round());
    Set<String> all = new HashSet<>();
    for (String key : keys) {
      if (ObjectKeys.partialCount(key) > 0) {
        all.addAll(of(prefix, key, partials));
      }
    }
    return all;
  }

  /** The clients in the partial aggregate or marker at a key under this round's prefix. */
  private synchronized List<String> of(String prefix, String key, PartialFile partials) {
    if (!prefix.equals(round)) {
      clients.clear();
      round = prefix;
    }
    return clients.computeIfAbsent(
        key, k -> partials.contributors(k).stream().map(Contributor::client).toList());
  }
}
