package dev.rondo.rounds.step;

import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.state.Abandonment;
import dev.rondo.rounds.state.RoundOutcome;
import dev.rondo.rounds.state.RoundOutcomes;
import dev.rondo.rounds.state.RoundRequest;
import dev.rondo.rounds.state.RoundSignal;

/**
 * Abandons a round that is not committed, at any time after its plan and against any step that runs
 * at the same time. Running it again does no harm and completes an abandonment that was
 * interrupted.
 *
 * <p>It does not write the result: the execution of the round, which it wakes, or a new one does.
 */
public final class AbandonRound {

  private final Documents documents;
  private final RoundOutcomes outcomes;
  private final AwaitQuorum waiting;

  public AbandonRound(ObjectStore store, RoundSignal signal) {
    this.documents = new Documents(store);
    this.outcomes = new RoundOutcomes(store);
    this.waiting = new AwaitQuorum(store, signal);
  }

  /**
   * Abandons the round unless it has an outcome, and wakes its execution.
   *
   * @return the round's outcome. It is committed if a master came first; then nothing changes
   * @throws InvalidInputException if the round has no plan
   */
  public RoundOutcome run(RoundRequest request, Abandonment why) {
    Plan plan =
        documents
            .read(ObjectKeys.plan(request.job(), request.round()), Plan.class)
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "Cannot abandon round %s of job %s: it has no plan. Only a round that was opened can be abandoned"
                            .formatted(request.round(), request.job())));
    RoundOutcome outcome = outcomes.write(plan, RoundOutcome.abandon(why));
    if (outcome.wasAbandoned()) {
      outcomes.complete(plan, outcome);
      waiting.wake(plan);
    }
    return outcome;
  }
}
