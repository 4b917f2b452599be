package dev.rondo.core.aggregation;

import dev.rondo.core.round.Plan;
import dev.rondo.core.store.ObjectInfo;
import dev.rondo.core.store.ObjectKeys;
import dev.rondo.core.store.ObjectStore;
import dev.rondo.core.store.StoreException;
import dev.rondo.core.store.StoredObject;
import dev.rondo.core.store.UpdateKey;
import dev.rondo.core.update.BlockSink;
import dev.rondo.core.update.ClientUpdate;
import dev.rondo.core.update.Rejection;
import dev.rondo.core.update.UpdateReader;
import dev.rondo.core.update.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Folds partial aggregates and updates of one round into one sum, each update validated while it
 * streams in. Hopes that all are valid and needs one pass then; when one turns out not to be, the
 * rest is validated only and a second pass folds the valid ones. Where norms clip, an update waits
 * until its norm is known, so that one more model's worth of F32 is held.
 *
 * <p>The same input in the same order gives the same bits.
 */
public final class Fold {

  private final ObjectStore store;
  private final Plan plan;
  private final PartialFile partialFile;
  private final UpdateReader reader;

  /** One update in waiting: where norms clip, its factor is known only when it is through. */
  private final float[] staged;

  public Fold(ObjectStore store, Plan plan) {
    this.store = store;
    this.plan = plan;
    this.partialFile = new PartialFile(store, plan);
    this.reader = new UpdateReader(plan);
    this.staged = new float[plan.clipUpdateNorm() > 0 ? plan.layout().parameterCount() : 0];
  }

  /**
   * What a fold brought.
   *
   * @param sum of all that is valid
   * @param updates the updates that it contains beside the partial aggregates, in fold order
   * @param rejections the others
   */
  public record Folded(
      PartialAggregate sum, List<UpdateKey> updates, Map<UpdateKey, Rejection> rejections) {}

  public Folded fold(List<String> partials, List<UpdateKey> updates) {
    PartialAggregate sum = new PartialAggregate(plan.layout().parameterCount());
    Map<UpdateKey, Rejection> rejections = new LinkedHashMap<>();
    List<UpdateKey> valid = pass(sum, partials, updates, rejections);
    if (!rejections.isEmpty()) {
      sum.clear();
      valid = pass(sum, partials, valid, new LinkedHashMap<>());
    }
    return new Folded(sum, valid, rejections);
  }

  private List<UpdateKey> pass(
      PartialAggregate sum,
      List<String> partials,
      List<UpdateKey> updates,
      Map<UpdateKey, Rejection> rejections) {
    partials.forEach(key -> partialFile.addTo(sum, key));
    List<UpdateKey> valid = new ArrayList<>();
    for (UpdateKey update : updates) {
      Optional<Checked> checked =
          read(update, rejections.isEmpty() ? into(sum) : Fold::validateOnly);
      if (checked.isEmpty()) {
        continue;
      }
      if (checked.get().verdict() instanceof Rejection rejection) {
        rejections.put(update, rejection);
        continue;
      }
      valid.add(update);
      if (rejections.isEmpty()) {
        Contributor contributor = contributor(update, checked.get());
        if (staged.length > 0) {
          sum.adding(contributor.weight() * contributor.clip()).accept(0, staged, staged.length);
        }
        sum.count(contributor);
      }
    }
    return valid;
  }

  private record Checked(ObjectInfo info, Verdict verdict) {}

  /** Validates one update and says what it would contribute; empty when invalid or not there. */
  public Validated check(UpdateKey update) {
    Optional<Checked> checked = read(update, Fold::validateOnly);
    if (checked.isEmpty()) {
      return new Validated(Optional.empty(), Optional.empty());
    }
    if (checked.get().verdict() instanceof Rejection rejection) {
      return new Validated(Optional.empty(), Optional.of(rejection));
    }
    return new Validated(Optional.of(contributor(update, checked.get())), Optional.empty());
  }

  /** One of the two, or neither when the update is not there. */
  public record Validated(Optional<Contributor> contributor, Optional<Rejection> rejection) {}

  private static BlockSink validateOnly(ClientUpdate update) {
    return (offset, block, length) -> {};
  }

  private Function<ClientUpdate, BlockSink> into(PartialAggregate sum) {
    if (staged.length > 0) {
      return update ->
          (offset, block, length) -> System.arraycopy(block, 0, staged, offset, length);
    }
    return update -> sum.adding(plan.weight(update.examples()));
  }

  private Optional<Checked> read(UpdateKey update, Function<ClientUpdate, BlockSink> sinkFor) {
    Optional<StoredObject> found = store.get(update.key());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (StoredObject object = found.get()) {
      ObjectInfo info = object.info();
      return Optional.of(new Checked(info, reader.read(object.body(), info.size(), sinkFor)));
    } catch (IOException e) {
      throw new StoreException("Could not read " + update.key(), e);
    }
  }

  private Contributor contributor(UpdateKey update, Checked checked) {
    Verdict.Valid valid = (Verdict.Valid) checked.verdict();
    long examples = valid.update().examples();
    return new Contributor(
        update.client(),
        checked.info().etag(),
        plan.weight(examples),
        examples,
        valid.update().trainLoss(),
        plan.clipFactor(valid.norm()));
  }

  /** The updates of the round that are in the store, by client. */
  public List<UpdateKey> uploaded() {
    return store.list(ObjectKeys.updates(plan.job(), plan.round())).stream()
        .flatMap(info -> ObjectKeys.parseUpdate(info.key()).stream())
        .toList();
  }
}
