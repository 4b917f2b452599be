package dev.rondo.rounds.step;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.UpdateKey;
import dev.rondo.rounds.scale.RoundLimits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** A round's uploads that some set of clients leaves over, and which of them have been refused. */
final class RawUpdates {

  private final Plan plan;
  private final List<ObjectInfo> left;
  private final Set<String> refused = new HashSet<>();
  private final int uploaded;

  /**
   * Lists the uploads, and the refusals if there is an upload that is not known.
   *
   * @param known clients whose updates are accounted for
   */
  RawUpdates(ObjectStore store, Plan plan, Set<String> known) {
    this.plan = plan;
    List<ObjectInfo> uploads =
        store.list(ObjectKeys.updates(plan.job(), plan.round())).stream()
            .filter(info -> ObjectKeys.parseUpdate(info.key()).isPresent())
            .toList();
    List<ObjectInfo> unknown = uploads.stream().filter(i -> !known.contains(client(i))).toList();
    if (!unknown.isEmpty()) {
      store
          .list(ObjectKeys.rejections(plan.job(), plan.round()))
          .forEach(info -> ObjectKeys.parseRejected(info.key()).ifPresent(refused::add));
    }
    uploaded = uploads.size();
    left = unknown.stream().filter(info -> !refused.contains(client(info))).toList();
  }

  /** Clients whose updates have been refused, when any upload was unknown. */
  Set<String> refused() {
    return refused;
  }

  /** The updates that are neither known nor refused, by client. */
  List<UpdateKey> all() {
    return atMost(Integer.MAX_VALUE, Set::of);
  }

  /** Whether more was uploaded than the seats can account for. */
  boolean isFlood() {
    return uploaded > RoundLimits.updates(plan.seats());
  }

  /**
   * The updates that are neither known nor refused, by client, but this many at most: first those
   * that a worker found valid, then those that can be updates by their size.
   */
  List<UpdateKey> atMost(int limit, Supplier<Set<String>> validated) {
    List<ObjectInfo> chosen = new ArrayList<>(left);
    if (chosen.size() > limit) {
      Set<String> valid = validated.get();
      chosen.sort(Comparator.comparingInt(info -> order(info, valid))); // Stable: by key in each.
      chosen = chosen.subList(0, limit);
    }
    return chosen.stream()
        .map(ObjectInfo::key)
        .sorted()
        .map(ObjectKeys::parseUpdate)
        .flatMap(Optional::stream)
        .toList();
  }

  private int order(ObjectInfo info, Set<String> valid) {
    if (valid.contains(client(info))) {
      return 0;
    }
    return info.size() <= plan.maxUpdateBytes() ? 1 : 2;
  }

  private static String client(ObjectInfo info) {
    return ObjectKeys.parseUpdate(info.key()).map(UpdateKey::client).orElse("");
  }
}
