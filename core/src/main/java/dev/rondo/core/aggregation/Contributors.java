package dev.rondo.core.aggregation;

import dev.rondo.core.round.Plan;
import java.util.List;
import java.util.Optional;

/**
 * The decision about a round, frozen once: who contributes to the new version, or why there is
 * none. Whoever finds it aggregates exactly this, in this order, and so gets the same bits.
 *
 * @param contributors everyone whose update counts, by id; empty when the round is abandoned
 * @param partials keys of the partial aggregates to be folded first, in this order
 * @param updates clients whose updates no partial aggregate contains, in fold order
 * @param abandoned why there is no new version, or empty
 */
public record Contributors(
    List<Contributor> contributors,
    List<String> partials,
    List<String> updates,
    Optional<String> abandoned) {

  public Contributors {
    contributors = List.copyOf(contributors);
    partials = List.copyOf(partials);
    updates = List.copyOf(updates);
  }

  /** Everyone's own update, in this order, and no partial aggregate. */
  public static Contributors of(List<Contributor> contributors) {
    return new Contributors(
        contributors,
        List.of(),
        contributors.stream().map(Contributor::client).toList(),
        Optional.empty());
  }

  /** That there are fewer valid updates than the round is to have. */
  public static Contributors tooFew(Plan plan, int valid) {
    return abandon(
        "%d of %d updates were accepted by the deadline, and the minimum is %d"
            .formatted(valid, plan.quorum(), plan.minimum()));
  }

  public static Contributors abandon(String reason) {
    return new Contributors(List.of(), List.of(), List.of(), Optional.of(reason));
  }
}
