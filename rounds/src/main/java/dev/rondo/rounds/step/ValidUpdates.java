package dev.rondo.rounds.step;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.UpdateKey;
import dev.rondo.rounds.aggregation.Checked;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.aggregation.Fold;
import dev.rondo.rounds.aggregation.PartialFile;
import dev.rondo.rounds.aggregation.Rejections;
import dev.rondo.rounds.parts.Reads;
import dev.rondo.rounds.scale.RoundLimits;
import dev.rondo.rounds.update.Rejection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Finds the valid updates by the markers of the workers. Updates that no worker has validated are
 * read here, and marked, so that they are not read again after a crash.
 */
final class ValidUpdates {

  private final ObjectStore store;
  private final Plan plan;
  private final Reads reads;

  ValidUpdates(ObjectStore store, Plan plan, Reads reads) {
    this.store = store;
    this.plan = plan;
    this.reads = reads;
  }

  /**
   * Decides who contributes to a model in parts. Updates without a marker are as large as the
   * model, so the master reads them only until the quorum is reached; the others are late.
   */
  Decision decide() {
    SortedMap<String, Contributor> marked = marked();
    SortedMap<String, Contributor> valid = new TreeMap<>(marked);
    Set<Integer> seats = new HashSet<>();
    valid.values().removeIf(contributor -> !seats.add(contributor.seat()));
    if (valid.size() < plan.quorum()) {
      int most = RoundLimits.rawUpdates(plan.seats());
      validate(
          new RawUpdates(store, plan, marked.keySet()).atMost(most, Map::of),
          plan.quorum(),
          seats,
          valid);
    }
    int least = Math.max(plan.minimum(), plan.aggregation().leastUpdates());
    return valid.size() < least
        ? Decision.tooFew(plan, valid.size())
        : Decision.of(List.copyOf(valid.values()));
  }

  /**
   * The contributors among these updates, by client. Updates with markers may share a seat; the
   * others do not.
   */
  SortedMap<String, Contributor> among(List<UpdateKey> updates) {
    SortedMap<String, Contributor> valid = new TreeMap<>();
    if (updates.isEmpty()) {
      return valid;
    }
    SortedMap<String, Contributor> marked = marked();
    List<UpdateKey> unmarked = new ArrayList<>();
    for (UpdateKey update : updates) {
      Contributor contributor = marked.get(update.client());
      if (contributor == null) {
        unmarked.add(update);
      } else {
        valid.put(update.client(), contributor);
      }
    }
    Set<Integer> seats = new HashSet<>();
    valid.values().forEach(contributor -> seats.add(contributor.seat()));
    validate(unmarked, Integer.MAX_VALUE, seats, valid);
    valid.replaceAll((client, contributor) -> contributor.inSum());
    return valid;
  }

  private SortedMap<String, Contributor> marked() {
    PartialFile partials = new PartialFile(store, plan);
    List<String> markers =
        store.list(ObjectKeys.partials(plan.job(), plan.round())).stream()
            .map(ObjectInfo::key)
            .filter(ObjectKeys::isMarker)
            .toList();
    SortedMap<String, Contributor> marked = new TreeMap<>();
    for (List<Contributor> one : reads.all(markers, partials::contributors)) {
      one.forEach(contributor -> marked.putIfAbsent(contributor.client(), contributor));
    }
    return marked;
  }

  /** Validates updates until this many are valid and have a seat of their own. */
  private void validate(
      List<UpdateKey> updates,
      int enough,
      Set<Integer> seats,
      SortedMap<String, Contributor> valid) {
    Fold fold = new Fold(store, plan);
    PartialFile partials = new PartialFile(store, plan);
    Map<UpdateKey, Rejection> refused = new LinkedHashMap<>();
    for (UpdateKey update : updates) {
      if (valid.size() >= enough) {
        break;
      }
      Optional<Checked> checked = fold.check(update);
      if (checked.isPresent() && checked.get() instanceof Checked.Valid good) {
        // One marker for each update: after a crash, nobody reads again what is as large as a
        // model.
        partials.mark(List.of(good.contributor()));
        if (seats.add(good.contributor().seat())) {
          valid.put(update.client(), good.contributor());
        }
      } else if (checked.isPresent() && checked.get() instanceof Checked.Rejected rejected) {
        refused.put(update, rejected.rejection());
      }
    }
    new Rejections(store).record(plan, refused);
  }
}
