package dev.rondo.rounds.step;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.UpdateKey;
import dev.rondo.protocol.training.Measurement;
import dev.rondo.rounds.aggregation.Checked;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.aggregation.CountedExamples;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.aggregation.MetricSums;
import dev.rondo.rounds.aggregation.SeatVerdict;
import dev.rondo.rounds.aggregation.TensorOrders;
import dev.rondo.rounds.aggregation.Verdicts;
import dev.rondo.rounds.scale.DocumentSizes;
import dev.rondo.rounds.scale.RoundLimits;
import dev.rondo.rounds.update.Rejection;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Finds the valid updates of a round by their verdicts. Updates without a verdict are read here and
 * get one, so that they are not read again after a crash.
 */
final class ValidUpdates {

  private final ObjectStore store;
  private final Plan plan;
  private final Verdicts verdicts;
  private final Resources resources;
  private final Map<Integer, Measurement> measured = new ConcurrentHashMap<>();
  private volatile boolean duplicates;
  private boolean more;
  private int updatesRead;

  ValidUpdates(ObjectStore store, Plan plan, Resources resources) {
    this.store = store;
    this.plan = plan;
    this.verdicts = Verdicts.ofMaster(store, plan, resources.blocks(), resources.limits());
    this.resources = resources;
  }

  /**
   * Decides who contributes to a model in parts. Updates without a verdict are as large as the
   * model, so the master reads them only until the quorum is reached; the others are late. It reads
   * more than the limit only if there would be too few otherwise.
   */
  Decision decide() {
    int least = Math.max(plan.minimum(), plan.aggregation().leastUpdates());
    SortedMap<String, Contributor> valid = known(Set.of());
    if (valid.size() < plan.quorum()) {
      do {
        List<UpdateKey> raw = raw(valid.keySet(), valid.size());
        valid.putAll(validate(raw, plan.quorum() - valid.size()));
      } while (valid.size() < least && mayReadMore());
    }
    if (duplicates) {
      valid.putAll(known(Set.of()));
    }
    List<Contributor> kept =
        TensorOrders.withRoom(List.copyOf(valid.values()), DocumentSizes.MOST_PLACES);
    if (kept.size() < least) {
      return Decision.tooFew(plan, kept.size());
    }
    Decision decision = Decision.of(kept, measured(kept, List.of()));
    return Weights.maxExamples(plan, kept)
        .map(most -> decision.withMaxExamples(plan, most))
        .orElse(decision);
  }

  /**
   * Updates without a verdict, up to the limit of what the master reads in one pass.
   *
   * @param known clients with a verdict
   * @param read verdicts and partial aggregates that the pass has read, which leave less time
   */
  List<UpdateKey> raw(Set<String> known, int read) {
    RoundLimits limits = resources.limits();
    RawUpdates raw = new RawUpdates(store, plan, limits, known);
    int most = limits.rawUpdates(plan.seats(), read, plan.maxUpdateBytes());
    more = raw.size() > most;
    updatesRead += Math.min(raw.size(), most);
    return verdicts.admitted(raw.atMost(most, verdicts::isInvited));
  }

  /**
   * Whether there are more updates without a verdict than the master has read, and it has read
   * fewer than the round's seats can account for. Each gets a verdict, so a master that is killed
   * loses none.
   */
  boolean mayReadMore() {
    return more && updatesRead < resources.limits().updates(plan.seats());
  }

  /** Whether the job's roster admits a client. */
  boolean isInvited(String client) {
    return verdicts.isInvited(client);
  }

  /** The seats that have a valid update. */
  List<Integer> seats() {
    return Verdicts.seats(store, plan);
  }

  /**
   * The contributors that have a verdict, by client.
   *
   * @param except seats that are left out
   */
  SortedMap<String, Contributor> known(Set<Integer> except) {
    List<Integer> seats = seats().stream().filter(seat -> !except.contains(seat)).toList();
    SortedMap<String, Contributor> known = new TreeMap<>();
    contributors(seats).forEach(contributor -> known.put(contributor.client(), contributor));
    return known;
  }

  /** The contributors of seats that have a verdict. */
  List<Contributor> contributors(List<Integer> seats) {
    return resources.reads().all(seats, this::contributor);
  }

  private Contributor contributor(int seat) {
    SeatVerdict verdict = verdicts.ofSeat(seat);
    verdict.measured().ifPresent(value -> measured.put(seat, value));
    return verdict.contributor();
  }

  /**
   * The sums of what contributors measured: each of them once, by the verdict on its update.
   *
   * @param single contributors whose verdicts have been read or given here
   * @param partials the sums of the others
   */
  MetricSums measured(Collection<Contributor> single, Collection<MetricSums> partials) {
    Stream<Measurement> own =
        single.stream().flatMap(one -> Optional.ofNullable(measured.get(one.seat())).stream());
    return MetricSums.of(own, partials);
  }

  /**
   * Validates updates until this many count.
   *
   * @return those that count, by client
   */
  SortedMap<String, Contributor> validate(List<UpdateKey> updates, int enough) {
    SortedMap<String, Contributor> valid = new TreeMap<>();
    for (UpdateKey update : updates) {
      if (valid.size() >= enough) {
        break;
      }
      if (verdicts.of(update).map(this::noted).orElse(null) instanceof Checked.Valid good) {
        valid.put(update.client(), good.contributor());
      }
    }
    return valid;
  }

  /**
   * Whether the seat of an update that was validated here has the update of another client. That
   * one may have come after the updates were listed: the verdicts have to be read once more, so
   * that the seat is not lost.
   */
  boolean sawDuplicates() {
    return duplicates;
  }

  private Checked noted(Checked verdict) {
    if (verdict instanceof Checked.Valid valid) {
      valid.measured().ifPresent(value -> measured.put(valid.contributor().seat(), value));
    }
    if (verdict instanceof Checked.Rejected rejected
        && rejected.rejection().reason() == Rejection.Reason.DUPLICATE_SEAT) {
      duplicates = true;
    }
    return verdict;
  }

  /** How many examples of an update count that has no verdict yet. */
  CountedExamples examples() {
    return verdicts.examples();
  }

  /** The verdict on an update that has just been read. */
  Checked verdict(Checked checked) {
    return noted(verdicts.record(checked));
  }
}
