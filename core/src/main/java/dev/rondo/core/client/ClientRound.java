package dev.rondo.core.client;

import dev.rondo.core.aggregation.ModelFile;
import dev.rondo.core.round.Plan;
import dev.rondo.core.round.Seat;
import dev.rondo.core.store.Documents;
import dev.rondo.core.store.ObjectKeys;
import dev.rondo.core.store.ObjectStore;
import dev.rondo.core.store.PutOutcome;
import dev.rondo.core.training.LocalResult;
import dev.rondo.core.update.ClientUpdate;

/** What a client does with a seat, but for the training itself. */
public final class ClientRound {

  private final ObjectStore store;
  private final Documents documents;
  private final String client;

  /**
   * @param client the client's id, as its credentials have it
   */
  public ClientRound(ObjectStore store, String client) {
    this.store = store;
    this.documents = new Documents(store);
    this.client = client;
  }

  /** What a client finds when it looks at a seat. */
  public sealed interface Invitation {

    /** It is to train. */
    record Train(Plan plan) implements Invitation {}

    /** The round has ended: the seat is worth nothing. */
    record RoundClosed() implements Invitation {}

    /** This client has an update in this round already: the seat is for another. */
    record AlreadyServed() implements Invitation {}
  }

  public Invitation look(Seat seat) {
    if (isClosed(seat)) {
      return new Invitation.RoundClosed();
    }
    if (documents.exists(ObjectKeys.update(seat.job(), seat.round(), client))) {
      return new Invitation.AlreadyServed();
    }
    return new Invitation.Train(
        documents.require(ObjectKeys.plan(seat.job(), seat.round()), Plan.class));
  }

  /** Whether the round has ended, so that training for it is in vain. */
  public boolean isClosed(Seat seat) {
    return documents.exists(ObjectKeys.result(seat.job(), seat.round()));
  }

  /** The parameters to train from. */
  public float[] baseModel(Plan plan) {
    return ModelFile.read(store, plan.baseModel(), plan.layout());
  }

  /** Uploads the update; says whether it was this call that did. */
  public boolean upload(Plan plan, Seat seat, LocalResult result) {
    ClientUpdate update =
        new ClientUpdate(
            plan.job(),
            plan.round(),
            plan.baseVersion(),
            seat.nonce(),
            result.examples(),
            result.trainLoss());
    String key = ObjectKeys.update(plan.job(), plan.round(), client);
    return store.putIfAbsent(key, update.toFile(plan.layout(), result.delta()))
        instanceof PutOutcome.Stored;
  }
}
