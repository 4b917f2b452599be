package dev.rondo.rounds.step;

import static java.util.stream.Collectors.toSet;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.UpdateKey;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.scale.RoundLimits;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Counts each update of a round once. Updates without a verdict get one, up to {@link
 * RoundLimits#verdicts}, unless the round has too many verdicts to find them ({@link
 * RoundLimits#mayReadVerdicts}). Updates that stay unread count as late as far as they can be those
 * of seats without a valid update, else as rejected.
 *
 * <p>If the roster changed during the round, a client can have been refused by one roster, and its
 * update validated by another. Such an update counts as valid, unless the round has too many
 * verdicts to find it; then it counts twice.
 */
final class CountUpdates {

  private final ObjectStore store;
  private final Plan plan;
  private final RoundLimits limits;
  private final ValidUpdates valid;

  /** Clients by the seats whose verdicts have been read. */
  private final Map<Integer, String> clients = new HashMap<>();

  CountUpdates(ObjectStore store, Plan plan, Resources resources) {
    this.store = store;
    this.plan = plan;
    this.limits = resources.limits();
    this.valid = new ValidUpdates(store, plan, resources);
  }

  /**
   * Counts all updates of the round.
   *
   * @param contributors whose updates are in the version
   */
  UpdateCounts beside(List<Contributor> contributors) {
    Set<String> accepted = new HashSet<>();
    Set<Integer> decided = new HashSet<>();
    for (Contributor contributor : contributors) {
      accepted.add(contributor.client());
      decided.add(contributor.seat());
    }
    RawUpdates left = new RawUpdates(store, plan, limits, accepted);
    Set<Integer> late = late(decided, left);
    int both = both(late, left);
    if (unread(late, both, left) > 0 && limits.mayReadVerdicts(late.size())) {
      validate(late, left.all());
      left = left.with(accepted);
      late = late(decided, left);
      both = both(late, left);
    }
    int unread = unread(late, both, left);
    int read = left.size() - unread;
    int assumed = assumedLate(plan.seats() - accepted.size() - late.size(), unread, read, left);
    return new UpdateCounts(
        accepted.size(),
        late.size() + assumed,
        left.rejected().size() - both + unread - assumed,
        left.duplicates());
  }

  /** The seats that have a valid update beside those of the decision. */
  private Set<Integer> late(Set<Integer> decided, RawUpdates left) {
    Set<Integer> late = new HashSet<>();
    if (left.size() > 0 || mayHaveBoth(left)) {
      late.addAll(valid.seats());
      late.removeAll(decided);
    }
    return late;
  }

  /**
   * How many of the uploads have no verdict. If the verdicts cannot be read, their number says so
   * nearly: the update of a verdict may have come after the uploads were listed.
   */
  private int unread(Set<Integer> late, int both, RawUpdates left) {
    if (left.size() == 0 || !limits.mayReadVerdicts(late.size())) {
      return Math.max(0, left.size() - (late.size() - both));
    }
    Set<String> known = clients(late);
    return (int) left.all().stream().filter(update -> !known.contains(update.client())).count();
  }

  private boolean mayHaveBoth(RawUpdates left) {
    return plan.admission().roster() && !left.rejected().isEmpty();
  }

  /** How many clients were refused although a verdict says that their update is valid. */
  private int both(Set<Integer> late, RawUpdates left) {
    if (!mayHaveBoth(left) || !limits.mayReadVerdicts(late.size())) {
      return 0;
    }
    return (int) clients(late).stream().filter(left.rejected()::contains).count();
  }

  /** The clients whose updates have these seats. A verdict never changes, so each is read once. */
  private Set<String> clients(Set<Integer> seats) {
    List<Integer> unknown = seats.stream().filter(seat -> !clients.containsKey(seat)).toList();
    valid.contributors(unknown).forEach(c -> clients.put(c.seat(), c.client()));
    return seats.stream().flatMap(seat -> Stream.ofNullable(clients.get(seat))).collect(toSet());
  }

  /**
   * How many of the updates that stay unread count as late: at most one for each open seat, and
   * only those that can be updates by their size and client, so that bogus ones do not hide that
   * seats were dropped.
   */
  private int assumedLate(int openSeats, int unread, int late, RawUpdates left) {
    return unread == 0 || left.isFlood()
        ? 0
        : Math.max(0, Math.min(openSeats, left.possible(valid::isInvited) - late));
  }

  /** Gives updates without a verdict one, up to the limit. */
  private void validate(Set<Integer> late, List<UpdateKey> uploaded) {
    Set<String> known = clients(late);
    List<UpdateKey> open = uploaded.stream().filter(u -> !known.contains(u.client())).toList();
    int read = Math.min(open.size(), limits.verdicts(plan.seats(), plan.maxUpdateBytes()));
    valid.validate(open.subList(0, read), read);
  }
}
