package dev.rondo.core.step;

import dev.rondo.core.round.Plan;
import dev.rondo.core.round.RoundRequest;
import dev.rondo.core.round.RoundSignal;
import dev.rondo.core.round.WaitToken;
import dev.rondo.core.store.Documents;
import dev.rondo.core.store.ObjectInfo;
import dev.rondo.core.store.ObjectKeys;
import dev.rondo.core.store.ObjectStore;
import java.util.List;
import java.util.Optional;

/**
 * The step in which a round waits. It stores the task token and <em>then</em> looks for the quorum
 * itself: an update that was counted before the token was there would otherwise wake nobody.
 */
public final class AwaitQuorum {

  private final ObjectStore store;
  private final Documents documents;
  private final RoundSignal signal;
  private final KnownContributors known;

  public AwaitQuorum(ObjectStore store, RoundSignal signal) {
    this(store, signal, new KnownContributors());
  }

  /**
   * @param known what this process has read before
   */
  public AwaitQuorum(ObjectStore store, RoundSignal signal, KnownContributors known) {
    this.store = store;
    this.known = known;
    this.documents = new Documents(store);
    this.signal = signal;
  }

  public void run(RoundRequest request, String token) {
    Plan plan = documents.require(ObjectKeys.plan(request.job(), request.round()), Plan.class);
    documents.write(ObjectKeys.token(plan.job(), plan.round()), new WaitToken(token));
    wakeIfReached(plan);
  }

  /** Wakes the round when its quorum is there, or when it has been decided already. */
  public void wakeIfReached(Plan plan) {
    if (documents.exists(ObjectKeys.contributors(plan.job(), plan.round())) || reached(plan)) {
      wake(plan);
    }
  }

  /** The counts in the keys are an upper bound; only when they suffice are the clients counted. */
  private boolean reached(Plan plan) {
    String prefix = ObjectKeys.partials(plan.job(), plan.round());
    List<String> keys = store.list(prefix).stream().map(ObjectInfo::key).toList();
    long atMost = keys.stream().mapToLong(ObjectKeys::partialCount).sum();
    if (atMost < plan.quorum()) {
      return false;
    }
    return known.of(plan, keys, store).size() >= plan.quorum();
  }

  /**
   * A token that is refused may have been replaced by a newer attempt's: then that one is tried.
   */
  private void wake(Plan plan) {
    String key = ObjectKeys.token(plan.job(), plan.round());
    Optional<WaitToken> token = documents.read(key, WaitToken.class);
    while (token.isPresent() && !signal.quorumReached(token.get().token())) {
      Optional<WaitToken> newer = documents.read(key, WaitToken.class);
      if (newer.equals(token)) {
        return;
      }
      token = newer;
    }
  }
}
