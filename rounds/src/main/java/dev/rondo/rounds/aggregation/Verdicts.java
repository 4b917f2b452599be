package dev.rondo.rounds.aggregation;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.UpdateKey;
import dev.rondo.rounds.scale.RoundLimits;
import dev.rondo.rounds.update.Rejection;
import dev.rondo.rounds.update.UpdateReader;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The verdicts on the updates of one round: one document for each update, written as soon as the
 * result of its validation is known. A worker or a master that is killed leaves the verdicts that
 * it has reached, and nobody reads these updates again to validate them.
 *
 * <p>The verdict on a valid update has the key of its <em>seat</em> and is written once. So one
 * update counts for each seat, whatever arrives under however many client ids: of several valid
 * updates the first to be written has the seat, and the others are rejected as duplicates. The
 * number of keys is the number of seats with a valid update. Other verdicts are rejections, with
 * the key of the client.
 */
public final class Verdicts {

  private final ObjectStore store;
  private final Documents documents;
  private final Plan plan;
  private final Rejections rejections;
  private final UpdateReader reader;
  private final CountedExamples examples;
  private @Nullable GuestList guests;

  private Verdicts(
      ObjectStore store, Plan plan, Blocks blocks, RoundLimits limits, boolean bounded) {
    this.store = store;
    this.documents = new Documents(store);
    this.plan = plan;
    this.rejections = new Rejections(store, plan, limits, bounded);
    this.reader = new UpdateReader(plan, blocks.ofUpdate());
    this.examples = new LeasedExamples(store, plan);
  }

  /** A worker's: rejections are recorded up to the bound of the round. */
  public static Verdicts ofWorker(ObjectStore store, Plan plan, Blocks blocks, RoundLimits limits) {
    return new Verdicts(store, plan, blocks, limits, true);
  }

  /** Of a step that reads a bounded number of updates: all rejections are recorded. */
  public static Verdicts ofMaster(ObjectStore store, Plan plan, Blocks blocks, RoundLimits limits) {
    return new Verdicts(store, plan, blocks, limits, false);
  }

  /**
   * Writes the verdict on an update that has been validated.
   *
   * @return the verdict that holds: a valid update whose seat has another update is rejected, and
   *     the examples that count are those of the first verdict on it
   */
  public Checked record(Checked checked) {
    Checked verdict = checked;
    if (checked instanceof Checked.Valid valid) {
      UpdateKey key = valid.key();
      Contributor mine = valid.contributor();
      SeatVerdict written =
          documents.writeOnce(key(mine.seat()), new SeatVerdict(mine, valid.measured()));
      Contributor first = written.contributor();
      verdict = isOf(key, mine.etag(), first) ? counting(valid, first) : duplicate(key, first);
    }
    if (verdict instanceof Checked.Rejected rejected) {
      rejections.record(rejected.key(), rejected.rejection());
    }
    return verdict;
  }

  /** How many examples of an update count that has no verdict yet. */
  public CountedExamples examples() {
    return examples;
  }

  /** Whether a client may contribute to the round. What says so is read once. */
  public boolean isInvited(String client) {
    return refusal(client).isEmpty();
  }

  private synchronized Optional<Rejection> refusal(String client) {
    if (guests == null) {
      guests = GuestList.of(documents, plan);
    }
    return guests.refusal(client);
  }

  /**
   * Frees the memory of the roster, up to 31 MB, and of earlier contributions. They are read again
   * when somebody asks for a client.
   */
  public synchronized void forgetGuests() {
    guests = null;
  }

  /** Rejects an update unread if its event says enough. Empty if the update must be read. */
  public Optional<Checked> rejectUnread(UpdateKey update, long size) {
    return refusal(update.client())
        .or(() -> UpdateReader.tooLarge(plan, size))
        .map(why -> record(new Checked.Rejected(update, why)));
  }

  /** Those of invited clients; the others are rejected. */
  public List<UpdateKey> admitted(List<UpdateKey> updates) {
    return updates.stream().filter(update -> rejectUnread(update, 0).isEmpty()).toList();
  }

  /**
   * The verdict on one update, which is validated if it has none. If its seat has a verdict
   * already, only its header is read.
   *
   * @return empty if the update is not in the store
   */
  public Optional<Checked> of(UpdateKey key) {
    Optional<Checked> unread = rejectUnread(key, 0);
    if (unread.isPresent()) {
      return unread;
    }
    Optional<OpenUpdate> found = OpenUpdate.open(store, reader, key);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (OpenUpdate update = found.get()) {
      Optional<SeatVerdict> first =
          update.seat(plan).flatMap(seat -> documents.read(key(seat), SeatVerdict.class));
      if (first.isPresent() && isOf(key, update.info().etag(), first.get().contributor())) {
        return Optional.of(
            new Checked.Valid(key, first.get().contributor(), first.get().measured()));
      }
      if (first.isPresent()) {
        return Optional.of(record(duplicate(key, first.get().contributor())));
      }
      boolean more = true;
      while (more) {
        more = update.next(); // Each block is validated as it is read.
      }
      return Optional.of(record(FoldPass.checked(plan, update, examples, true)));
    }
  }

  /** The seats that have a valid update. One listing; no document is read. */
  public static List<Integer> seats(ObjectStore store, Plan plan) {
    return store.keys(ObjectKeys.verdicts(plan.job(), plan.round())).stream()
        .map(ObjectKeys::parseVerdict)
        .flatMap(Optional::stream)
        .toList();
  }

  /** The verdict on the valid update of a seat that has one. */
  public SeatVerdict ofSeat(int seat) {
    return documents.require(key(seat), SeatVerdict.class);
  }

  private String key(int seat) {
    return ObjectKeys.verdict(plan.job(), plan.round(), seat);
  }

  /** Whether the verdict on a seat is of this object. */
  private static boolean isOf(UpdateKey key, String etag, Contributor first) {
    return key.client().equals(first.client()) && etag.equals(first.etag());
  }

  /** Another worker may have found another holder of the data shard's lease: the first counts. */
  private Checked.Valid counting(Checked.Valid valid, Contributor first) {
    Contributor mine = valid.contributor();
    return new Checked.Valid(valid.key(), mine.counting(plan, first.examples()), valid.measured());
  }

  private static Checked.Rejected duplicate(UpdateKey key, Contributor first) {
    return new Checked.Rejected(
        key,
        new Rejection(
            Rejection.Reason.DUPLICATE_SEAT,
            "the update of client " + first.client() + " counts for seat " + first.seat()));
  }
}
