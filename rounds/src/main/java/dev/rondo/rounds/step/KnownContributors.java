package dev.rondo.rounds.step;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.aggregation.PartialFile;
import dev.rondo.rounds.parts.Reads;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A cache of the clients, and their seats, in each partial aggregate and marker of one round. They
 * never change, so each is read once, however often the quorum is checked.
 */
public final class KnownContributors {

  private final Reads reads;
  private final Map<String, Map<String, Integer>> clients = new HashMap<>();
  private String round = "";

  /** Reads sequentially. */
  public KnownContributors() {
    this(Reads.oneByOne());
  }

  /**
   * @param reads how what is not known yet is read: a round may have thousands of them
   */
  public KnownContributors(Reads reads) {
    this.reads = reads;
  }

  /** The clients whose updates workers have found valid, with their seats. */
  Map<String, Integer> validated(ObjectStore store, Plan plan) {
    String prefix = ObjectKeys.partials(plan.job(), plan.round());
    return of(plan, store.list(prefix).stream().map(ObjectInfo::key).toList(), store);
  }

  /**
   * The clients in the partial aggregates and markers at these keys of a round, and their seats.
   */
  synchronized Map<String, Integer> of(Plan plan, List<String> keys, ObjectStore store) {
    String prefix = ObjectKeys.partials(plan.job(), plan.round());
    if (!prefix.equals(round)) {
      clients.clear();
      round = prefix;
    }
    List<String> counted = keys.stream().filter(key -> ObjectKeys.partialCount(key) > 0).toList();
    List<String> unread = counted.stream().filter(key -> !clients.containsKey(key)).toList();
    PartialFile partials = new PartialFile(store, plan);
    List<List<Contributor>> read = reads.all(unread, partials::contributors);
    for (int i = 0; i < unread.size(); i++) {
      Map<String, Integer> seats = new HashMap<>();
      read.get(i).forEach(contributor -> seats.put(contributor.client(), contributor.seat()));
      clients.put(unread.get(i), seats);
    }
    Map<String, Integer> all = new HashMap<>();
    counted.forEach(key -> all.putAll(clients.getOrDefault(key, Map.of())));
    return all;
  }
}
