package dev.rondo.rounds.step;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.UpdateKey;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.scale.RoundLimits;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Counts each update of a round once. Updates without a verdict get one, up to {@link
 * RoundLimits#verdicts}, unless the round has too many verdicts to find them ({@link
 * RoundLimits#mayReadVerdicts}). Updates that stay unread count as late as far as they can be those
 * of seats without a valid update, else as rejected.
 *
 * <p>If the roster changed during the round, a client can have been refused by one roster, and its
 * update validated by another. Such an update counts as valid.
 */
final class CountUpdates {

  private final ObjectStore store;
  private final Plan plan;
  private final RoundLimits limits;
  private final ValidUpdates valid;

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
    int late = late(decided, left);
    int both = refusedAndValid(decided, late, left);
    if (late - both < left.size() && limits.mayReadVerdicts(late)) {
      validate(decided, left.all());
      left = left.with(accepted);
      late = late(decided, left);
      both = refusedAndValid(decided, late, left);
    }
    // By the seats: the update of a seat may have come after the uploads were listed.
    int unread = Math.max(0, left.size() - (late - both));
    int assumed = assumedLate(plan.seats() - accepted.size() - late, unread, late - both, left);
    int refused = left.refused().size() - left.duplicates() - both;
    return new UpdateCounts(
        accepted.size(), late + assumed, refused + unread - assumed, left.duplicates());
  }

  /** How many seats have a valid update beside those of the decision. */
  private int late(Set<Integer> decided, RawUpdates left) {
    if (left.size() == 0 && !mayHaveRefusedValid(left)) {
      return 0;
    }
    return (int) valid.seats().stream().filter(seat -> !decided.contains(seat)).count();
  }

  private boolean mayHaveRefusedValid(RawUpdates left) {
    return plan.admission().roster() && left.refused().size() > left.duplicates();
  }

  /** How many clients were refused although a verdict says that their update is valid. */
  private int refusedAndValid(Set<Integer> decided, int late, RawUpdates left) {
    if (late == 0 || !mayHaveRefusedValid(left) || !limits.mayReadVerdicts(late)) {
      return 0;
    }
    Set<String> known = valid.known(decided).keySet();
    return (int) left.refused().stream().filter(known::contains).count();
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
  private void validate(Set<Integer> decided, List<UpdateKey> uploaded) {
    Set<String> known = valid.known(decided).keySet();
    List<UpdateKey> open = uploaded.stream().filter(u -> !known.contains(u.client())).toList();
    int read = Math.min(open.size(), limits.verdicts(plan.seats(), plan.maxUpdateBytes()));
    valid.validate(open.subList(0, read), read);
  }
}
