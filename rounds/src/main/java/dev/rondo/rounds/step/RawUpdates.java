package dev.rondo.rounds.step;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.UpdateKey;
import dev.rondo.rounds.scale.RoundLimits;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The uploads of a round that are not accounted for by a set of known clients, without those that
 * have been rejected.
 */
final class RawUpdates {

  private final ObjectStore store;
  private final Plan plan;
  private final RoundLimits limits;
  private final List<ObjectInfo> uploads;
  private final List<ObjectInfo> left;
  private final Set<String> refused = new HashSet<>();
  private final Set<String> rejected = new HashSet<>();

  /**
   * Lists the uploads, and the rejections if there is an upload that is not known.
   *
   * @param known clients whose updates are accounted for
   */
  RawUpdates(ObjectStore store, Plan plan, RoundLimits limits, Set<String> known) {
    this(
        store,
        plan,
        limits,
        store.list(ObjectKeys.updates(plan.job(), plan.round())).stream()
            .filter(info -> ObjectKeys.parseUpdate(info.key()).isPresent())
            .toList(),
        known);
  }

  private RawUpdates(
      ObjectStore store,
      Plan plan,
      RoundLimits limits,
      List<ObjectInfo> uploads,
      Set<String> known) {
    this.store = store;
    this.plan = plan;
    this.limits = limits;
    this.uploads = uploads;
    List<ObjectInfo> unknown = uploads.stream().filter(i -> !known.contains(client(i))).toList();
    if (!unknown.isEmpty()) {
      Set<String> clients = unknown.stream().map(RawUpdates::client).collect(Collectors.toSet());
      store
          .keys(ObjectKeys.rejections(plan.job(), plan.round()))
          .forEach(key -> addRefused(key, clients));
    }
    left = unknown.stream().filter(info -> !refused.contains(client(info))).toList();
  }

  /** The same uploads, with the rejections of now. */
  RawUpdates with(Set<String> known) {
    return new RawUpdates(store, plan, limits, uploads, known);
  }

  private void addRefused(String key, Set<String> clients) {
    Optional<String> client = ObjectKeys.parseRejected(key).filter(clients::contains);
    client.ifPresent(refused::add);
    if (!ObjectKeys.isDuplicate(key)) {
      client.ifPresent(rejected::add);
    }
  }

  /** How many of the refused updates are valid, but their seat has the update of another client. */
  int duplicates() {
    return refused.size() - rejected.size();
  }

  /**
   * Clients whose updates have been refused for another reason. Only read if there is an upload
   * that is not known.
   */
  Set<String> rejected() {
    return rejected;
  }

  /** The updates that are neither known nor rejected, sorted by client. */
  List<UpdateKey> all() {
    return atMost(Integer.MAX_VALUE, client -> true);
  }

  /** How many these are. */
  int size() {
    return left.size();
  }

  /** How many of these are of invited clients and have the size of an update. */
  int possible(Predicate<String> invited) {
    return (int) left.stream().filter(isPossible(invited)).count();
  }

  /** Whether there are more uploads than the seats allow. */
  boolean isFlood() {
    return uploads.size() > limits.updates(plan.seats());
  }

  /**
   * The updates that are neither known nor rejected, sorted by client, up to a limit. Those of
   * invited clients whose size is valid come first.
   */
  List<UpdateKey> atMost(int limit, Predicate<String> invited) {
    List<ObjectInfo> chosen = left;
    if (left.size() > limit) {
      // The roster is asked for no more clients than needed.
      Set<ObjectInfo> first = new LinkedHashSet<>();
      left.stream().filter(isPossible(invited)).limit(limit).forEach(first::add);
      chosen = Stream.concat(first.stream(), left.stream()).distinct().limit(limit).toList();
    }
    return chosen.stream()
        .map(ObjectInfo::key)
        .sorted()
        .map(ObjectKeys::parseUpdate)
        .flatMap(Optional::stream)
        .toList();
  }

  private Predicate<ObjectInfo> isPossible(Predicate<String> invited) {
    return info -> plan.fits(info.size()) && invited.test(client(info));
  }

  private static String client(ObjectInfo info) {
    return ObjectKeys.parseUpdate(info.key()).map(UpdateKey::client).orElse("");
  }
}
