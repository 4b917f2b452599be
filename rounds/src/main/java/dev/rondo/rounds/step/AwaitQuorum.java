package dev.rondo.rounds.step;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.Documents.Tagged;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.state.RoundRequest;
import dev.rondo.rounds.state.RoundSignal;
import dev.rondo.rounds.state.WaitToken;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The step in which a round waits for its quorum. It stores the task token and <em>then</em> counts
 * the seats with a valid update itself. Otherwise the wake-up would be lost if the last update was
 * counted before the token was stored.
 */
public final class AwaitQuorum {

  private final ObjectStore store;
  private final Documents documents;
  private final RoundSignal signal;
  private final int digits;

  public AwaitQuorum(ObjectStore store, RoundSignal signal) {
    this(store, signal, SeatCount.DIGITS);
  }

  /**
   * @param digits seats whose numbers differ in so many last digits are counted together; 3, except
   *     in tests
   */
  public AwaitQuorum(ObjectStore store, RoundSignal signal, int digits) {
    this.store = store;
    this.documents = new Documents(store);
    this.signal = signal;
    this.digits = digits;
  }

  public void run(RoundRequest request, String token) {
    Plan plan = documents.require(ObjectKeys.plan(request.job(), request.round()), Plan.class);
    add(ObjectKeys.token(plan.job(), plan.round()), token);
    // The round may be abandoned, decided, or complete by now.
    if (documents.exists(ObjectKeys.outcome(plan.job(), plan.round()))) {
      wake(plan);
    } else {
      wakeIfReached(plan);
    }
  }

  /** Wakes the round if its quorum is reached, by a full count, or its decision is frozen. */
  void wakeIfReached(Plan plan) {
    if (isDecided(plan) || new SeatCount(store, plan, digits).isQuorum()) {
      wake(plan);
    }
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

  /**
   * Wakes the round if its quorum is reached or its decision is frozen.
   *
   * @param seats whose verdicts the caller has written
   */
  void wakeIfReached(Plan plan, Collection<Integer> seats) {
    if (isDecided(plan) || new SeatCount(store, plan, digits).isQuorumWith(seats)) {
      wake(plan);
    }
  }

  private boolean isDecided(Plan plan) {
    return documents.exists(ObjectKeys.decision(plan.job(), plan.round()));
  }

  /**
   * Sends all tokens, the newest first. If none is accepted, a newer attempt may have added its own
   * in the meantime; then they are sent again.
   */
  void wake(Plan plan) {
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
