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
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The uploads of a round that are not accounted for by a set of known clients, without those that
 * have been rejected.
 */
final class RawUpdates {

  private final Plan plan;
  private final Set<String> known;
  private final List<ObjectInfo> left;
  private final Set<String> refused = new HashSet<>();
  private final int uploaded;

  /**
   * Lists the uploads, and the rejections if there is an upload that is not known.
   *
   * @param known clients whose updates are accounted for
   */
  RawUpdates(ObjectStore store, Plan plan, Set<String> known) {
    this.plan = plan;
    this.known = known;
    List<ObjectInfo> uploads =
        store.list(ObjectKeys.updates(plan.job(), plan.round())).stream()
            .filter(info -> ObjectKeys.parseUpdate(info.key()).isPresent())
            .toList();
    List<ObjectInfo> unknown = uploads.stream().filter(i -> !known.contains(client(i))).toList();
    if (!unknown.isEmpty()) {
      store
          .list(ObjectKeys.rejections(plan.job(), plan.round()))
          .forEach(info -> ObjectKeys.parseRejected(info.key()).ifPresent(refused::add));
      refused.removeAll(known);
    }
    uploaded = uploads.size();
    left = unknown.stream().filter(info -> !refused.contains(client(info))).toList();
  }

  /**
   * Clients whose updates have been rejected. Only read if there is an upload that is not known.
   */
  Set<String> refused() {
    return refused;
  }

  /** The updates that are neither known nor rejected, sorted by client. */
  List<UpdateKey> all() {
    return atMost(Integer.MAX_VALUE, Map::of);
  }

  /** Whether there are more uploads than the seats allow. */
  boolean isFlood() {
    return uploaded > RoundLimits.updates(plan.seats());
  }

  /**
   * The updates that are neither known nor rejected, sorted by client, up to a limit. Updates that
   * a worker found valid come first, one for each seat, then those whose size is valid.
   */
  List<UpdateKey> atMost(int limit, Supplier<Map<String, Integer>> validated) {
    List<ObjectInfo> chosen = new ArrayList<>(left);
    if (chosen.size() > limit) {
      Map<String, Integer> valid = validated.get();
      Set<Integer> seats = new HashSet<>();
      known.stream().map(valid::get).filter(Objects::nonNull).forEach(seats::add);
      chosen.removeIf(info -> !isFirstOfSeat(info, valid, seats));
      chosen.sort(Comparator.comparingInt(info -> order(info, valid))); // Stable: by key in each.
      chosen = chosen.subList(0, Math.min(limit, chosen.size()));
    }
    return chosen.stream()
        .map(ObjectInfo::key)
        .sorted()
        .map(ObjectKeys::parseUpdate)
        .flatMap(Optional::stream)
        .toList();
  }

  /** Whether no valid update that is known, or comes before, has the seat. */
  private static boolean isFirstOfSeat(
      ObjectInfo info, Map<String, Integer> valid, Set<Integer> seats) {
    Integer seat = valid.get(client(info));
    return seat == null || seats.add(seat);
  }

  private int order(ObjectInfo info, Map<String, Integer> valid) {
    if (valid.containsKey(client(info))) {
      return 0;
    }
    return info.size() <= plan.maxUpdateBytes() ? 1 : 2;
  }

  private static String client(ObjectInfo info) {
    return ObjectKeys.parseUpdate(info.key()).map(UpdateKey::client).orElse("");
  }
}
