package dev.rondo.rounds.step;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.Documents.Tagged;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.state.RoundRequest;
import dev.rondo.rounds.state.RoundSignal;
import dev.rondo.rounds.state.WaitToken;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * The step in which a round waits for its quorum. It stores the task token and <em>then</em> counts
 * the updates itself. Otherwise the wake-up would be lost if the last update was counted before the
 * token was stored.
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
    add(ObjectKeys.token(plan.job(), plan.round()), token);
    wakeIfReached(plan);
  }

  /**
   * Adds this attempt's token and keeps those of earlier attempts, because the state machine may
   * wait for any of them.
   */
  private void add(String key, String token) {
    WaitToken tokens = documents.writeOnce(key, new WaitToken(token));
    while (!tokens.tokens().contains(token)) {
      Tagged<WaitToken> now =
          documents
              .readTagged(key, WaitToken.class)
              .orElseThrow(() -> new IllegalStateException(key + " does not exist"));
      tokens = now.value();
      if (!tokens.tokens().contains(token)
          && documents.replace(key, now.etag(), tokens.and(token))) {
        return;
      }
    }
  }

  /** Wakes the round if its quorum is reached or its decision is frozen. */
  public void wakeIfReached(Plan plan) {
    if (documents.exists(ObjectKeys.decision(plan.job(), plan.round())) || reached(plan)) {
      wake(plan);
    }
  }

  /**
   * The counts in the keys are an upper bound. Only if they reach the quorum are the seats counted
   * that have a valid update.
   */
  private boolean reached(Plan plan) {
    String prefix = ObjectKeys.partials(plan.job(), plan.round());
    List<String> keys = store.list(prefix).stream().map(ObjectInfo::key).toList();
    long atMost = keys.stream().mapToLong(ObjectKeys::partialCount).sum();
    if (atMost < plan.quorum()) {
      return false;
    }
    return new HashSet<>(known.of(plan, keys, store).values()).size() >= plan.quorum();
  }

  /**
   * Sends all tokens, the newest first. If none is accepted, a newer attempt may have added its own
   * in the meantime; then they are sent again.
   */
  private void wake(Plan plan) {
    String key = ObjectKeys.token(plan.job(), plan.round());
    Optional<WaitToken> token = documents.read(key, WaitToken.class);
    while (token.isPresent() && !send(token.get().tokens())) {
      Optional<WaitToken> newer = documents.read(key, WaitToken.class);
      if (newer.equals(token)) {
        return;
      }
      token = newer;
    }
  }

  private boolean send(List<String> tokens) {
    for (int i = tokens.size() - 1; i >= 0; i--) {
      if (signal.quorumReached(tokens.get(i))) {
        return true;
      }
    }
    return false;
  }
}
