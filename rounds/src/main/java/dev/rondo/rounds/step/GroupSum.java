package dev.rondo.rounds.step;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.aggregation.Fold;
import dev.rondo.rounds.aggregation.PartialFile;
import java.util.HashSet;

/**
 * Folds one group of a frozen decision: its share of the partial aggregates, then of the single
 * updates. With the workers below and the master above, this is the middle of a tree.
 *
 * <p>May be run twice, or at the same time: what is folded, and in which order, is the decision's,
 * so everyone puts the same bytes. A group that does not hold what was frozen is not put; that all
 * together hold exactly the frozen contributors is for the master to see, who adds them up.
 */
final class GroupSum {

  private final ObjectStore store;
  private final Plan plan;

  GroupSum(ObjectStore store, Plan plan) {
    this.store = store;
    this.plan = plan;
  }

  /**
   * @param number of the group, from 1
   * @throws IllegalArgumentException when the decision has no such group
   */
  void run(int number) {
    Documents documents = new Documents(store);
    Decision decision =
        documents.require(ObjectKeys.decision(plan.job(), plan.round()), Decision.class);
    Decision.Group group = decision.group(plan, number);
    if (documents.exists(ObjectKeys.groupSum(plan.job(), plan.round(), number))) {
      return;
    }
    Fold.Folded folded = new Fold(store, plan).fold(group.partials(), group.updates());
    if (!folded.updates().equals(group.updates())
        || !new HashSet<>(decision.contributors()).containsAll(folded.sum().contributors())) {
      throw new IllegalStateException(
          "Group %d of the frozen contributors of round %d of %s is not what the store holds"
              .formatted(number, plan.round(), plan.job()));
    }
    new PartialFile(store, plan).writeGroup(number, folded.sum());
  }
}
