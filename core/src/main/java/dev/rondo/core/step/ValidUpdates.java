package dev.rondo.core.step;

import dev.rondo.core.aggregation.Contributor;
import dev.rondo.core.aggregation.Contributors;
import dev.rondo.core.aggregation.Fold;
import dev.rondo.core.aggregation.PartialFile;
import dev.rondo.core.aggregation.Rejections;
import dev.rondo.core.round.Plan;
import dev.rondo.core.scale.RoundLimits;
import dev.rondo.core.shard.Reads;
import dev.rondo.core.store.ObjectInfo;
import dev.rondo.core.store.ObjectKeys;
import dev.rondo.core.store.ObjectStore;
import dev.rondo.core.store.UpdateKey;
import dev.rondo.core.update.Rejection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who can contribute to a model in shards: everyone whose update a worker has found valid. Updates
 * that no worker has looked at yet are as large as models, so the master looks at them only as long
 * as the quorum is not there; beyond it they are late.
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

  /** The contributors by id, or that there are too few of them. */
  Contributors decide() {
    SortedMap<String, Contributor> valid = marked();
    if (valid.size() < plan.quorum()) {
      validate(valid);
    }
    int least = Math.max(plan.minimum(), plan.aggregation().leastUpdates());
    return valid.size() < least
        ? Contributors.tooFew(plan, valid.size())
        : Contributors.of(List.copyOf(valid.values()));
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

  private void validate(SortedMap<String, Contributor> valid) {
    Fold fold = new Fold(store, plan);
    PartialFile partials = new PartialFile(store, plan);
    Map<UpdateKey, Rejection> refused = new LinkedHashMap<>();
    int most = RoundLimits.rawUpdates(plan.seats());
    for (UpdateKey update : new RawUpdates(store, plan, valid.keySet()).atMost(most, Set::of)) {
      if (valid.size() >= plan.quorum()) {
        break;
      }
      Fold.Validated validated = fold.check(update);
      validated.rejection().ifPresent(rejection -> refused.put(update, rejection));
      // Marked, so that whoever runs next need not read the update again.
      validated.contributor().ifPresent(partials::mark);
      validated.contributor().ifPresent(c -> valid.put(c.client(), c));
    }
    new Rejections(store).record(plan, refused);
  }
}
