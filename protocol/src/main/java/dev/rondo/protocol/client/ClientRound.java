package dev.rondo.protocol.client;

import dev.rondo.protocol.client.UpdateMasks.Masked;
import dev.rondo.protocol.model.ModelFile;
import dev.rondo.protocol.round.ClientUpdate;
import dev.rondo.protocol.round.Participations;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.Digest;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.PutOutcome;
import dev.rondo.protocol.training.LocalResult;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Supplier;

/** The client's side of a round, except for the training: check the seat, get the model, upload. */
public final class ClientRound {

  private final ObjectStore store;
  private final Documents documents;
  private final String client;
  private final InstantSource clock;
  private final SecureUploads secure;

  /** Of a client that cannot take part in secure aggregation. */
  public ClientRound(ObjectStore store, String client, InstantSource clock) {
    this(store, client, clock, SecureUploads.NONE);
  }

  /**
   * @param client the client's id, as its credentials have it
   * @param clock tells whether a round's deadline has passed
   * @param secure masks updates in rounds with secure aggregation
   */
  public ClientRound(ObjectStore store, String client, InstantSource clock, SecureUploads secure) {
    this.secure = secure;
    this.store = store;
    this.documents = new Documents(store);
    this.client = client;
    this.clock = clock;
  }

  /** What a client finds when it checks a seat. */
  public sealed interface Invitation {

    /** The client trains. */
    record Train(Plan plan) implements Invitation {}

    /** The round has ended, or its deadline has passed, so the seat is void. */
    record RoundClosed() implements Invitation {}

    /** This client already has an update in this round, so the seat is for another client. */
    record AlreadyServed() implements Invitation {}

    /**
     * This client may not contribute to this release: its update would be rejected, so the seat is
     * for another client.
     *
     * @param reason names the limit of the job
     */
    record Excluded(String reason) implements Invitation {}
  }

  public Invitation look(Seat seat) {
    return look(seat, () -> plan(seat), this::participations);
  }

  /**
   * Checks a seat of a round whose documents may be known.
   *
   * @param plan reads the plan; called only if the client may train
   * @param before reads who contributed to earlier releases; called only with differential privacy
   */
  public Invitation look(Seat seat, Supplier<Plan> plan, Function<Plan, Participations> before) {
    if (isClosed(seat)) {
      return new Invitation.RoundClosed();
    }
    if (documents.exists(ObjectKeys.update(seat.job(), seat.round(), client))) {
      return new Invitation.AlreadyServed();
    }
    Plan read = plan.get();
    if (!clock.instant().isBefore(read.deadline())) {
      return new Invitation.RoundClosed();
    }
    return read.privacy()
        .flatMap(privacy -> before.apply(read).refusal(client, privacy))
        .<Invitation>map(Invitation.Excluded::new)
        .orElseGet(() -> new Invitation.Train(read));
  }

  /** Reads who contributed to the releases before a round with differential privacy. */
  public Participations participations(Plan plan) {
    return documents.requireKnown(
        ObjectKeys.participations(plan.job(), plan.round()), Participations.class);
  }

  /** Reads the plan of a seat's round. */
  public Plan plan(Seat seat) {
    return documents.requireKnown(ObjectKeys.plan(seat.job(), seat.round()), Plan.class);
  }

  /** Whether the round is committed or abandoned, so that an update would not count. */
  public boolean isClosed(Seat seat) {
    return documents.exists(ObjectKeys.outcome(seat.job(), seat.round()));
  }

  /** The parameters to train from. */
  public float[] baseModel(Plan plan) {
    return ModelFile.read(store, plan.baseModel(), plan.layout());
  }

  /** Uploads the update of a client that trained on its own data. */
  public boolean upload(Plan plan, Seat seat, LocalResult result) {
    return upload(plan, seat, result, Optional.empty());
  }

  /**
   * Uploads the update.
   *
   * @param dataShard name of the leased data shard that it was trained on, if any
   * @return false if an update of this client was already there
   * @throws IllegalArgumentException if a number of an update that has to be masked is not finite
   * @throws IllegalStateException if this client does not take part in the round: see {@link
   *     #problem}
   */
  public boolean upload(Plan plan, Seat seat, LocalResult result, Optional<String> dataShard) {
    String key = ObjectKeys.update(plan.job(), plan.round(), client);
    return store.putIfAbsent(key, file(plan, seat, result, dataShard)) instanceof PutOutcome.Stored;
  }

  /** Why this client does not take part in a round because of secure aggregation; else empty. */
  public Optional<String> problem(Plan plan) {
    return secure.problem(plan);
  }

  private Content file(Plan plan, Seat seat, LocalResult result, Optional<String> dataShard) {
    problem(plan)
        .ifPresent(
            why -> {
              throw new IllegalStateException(
                  "Cannot upload to round %s of job %s: %s"
                      .formatted(plan.round(), plan.job(), why));
            });
    if (plan.secureAggregation().isEmpty()) {
      return update(plan, seat, result, dataShard, Optional.empty())
          .toFile(plan.updateLayout(), result.delta(), plan.encoding(), seed(plan));
    }
    Masked masked = secure.begin(plan, client, result.delta());
    return update(plan, seat, result, dataShard, Optional.of(masked.digest()))
        .file(plan.updateLayout(), plan.encoding())
        .content(masked.numbers());
  }

  /** Without what a client does not tell of itself in rounds that hide it. */
  private static ClientUpdate update(
      Plan plan,
      Seat seat,
      LocalResult result,
      Optional<String> dataShard,
      Optional<String> masked) {
    return new ClientUpdate(
        plan.job(),
        plan.round(),
        plan.baseVersion(),
        seat.nonce(),
        masked.isPresent() ? 1 : result.examples(),
        plan.hidesReports() ? OptionalDouble.empty() : result.trainLoss(),
        dataShard,
        result.measured().filter(measured -> plan.clientEvaluation()),
        masked);
  }

  /** The same when a client trains again in a round, so that the update has the same bytes. */
  private long seed(Plan plan) {
    String text = "%s/%s/%s".formatted(plan.job(), plan.round(), client);
    return Long.parseUnsignedLong(new Digest().add(text).hex().substring(0, 16), 16);
  }
}
