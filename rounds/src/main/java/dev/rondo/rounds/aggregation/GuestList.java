package dev.rondo.rounds.aggregation;

import dev.rondo.protocol.round.Participations;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.update.Rejection;
import dev.rondo.rounds.update.Roster;
import java.util.Optional;
import java.util.function.Predicate;

/** Who may contribute to a round: by the job's roster, and by what privacy allows. */
final class GuestList {

  private final Plan plan;
  private final Predicate<String> invited;
  private final Participations before;

  private GuestList(Plan plan, Predicate<String> invited, Participations before) {
    this.plan = plan;
    this.invited = invited;
    this.before = before;
  }

  static GuestList of(Documents documents, Plan plan) {
    Predicate<String> invited =
        plan.admission().roster()
            ? documents.require(ObjectKeys.roster(plan.job()), Roster.class).admits()
            : anybody -> true;
    Participations before =
        plan.privacy().isPresent()
            ? documents.require(
                ObjectKeys.participations(plan.job(), plan.round()), Participations.class)
            : Participations.NONE;
    return new GuestList(plan, invited, before);
  }

  /** Why a client may not contribute; empty if it may. */
  Optional<Rejection> refusal(String client) {
    if (!invited.test(client)) {
      return Optional.of(
          new Rejection(
              Rejection.Reason.NOT_INVITED,
              "client " + client + " is not on the roster of job " + plan.job()));
    }
    return plan.privacy()
        .flatMap(privacy -> before.refusal(client, privacy))
        .map(why -> new Rejection(Rejection.Reason.PARTICIPATION, why));
  }
}
