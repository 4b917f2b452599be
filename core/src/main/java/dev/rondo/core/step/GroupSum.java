package dev.rondo.core.step;

import dev.rondo.core.aggregation.Contributors;
import dev.rondo.core.aggregation.Fold;
import dev.rondo.core.aggregation.PartialFile;
import dev.rondo.core.round.Plan;
import dev.rondo.core.store.Documents;
import dev.rondo.core.store.ObjectKeys;
import dev.rondo.core.store.ObjectStore;

/**
 * Folds one group of a frozen decision: its share of the partial aggregates, then of the single
 * updates. With the workers below and the master above, this is the middle of a tree.
 *
 * <p>May be run twice, or at the same time: what is folded, and in which order, is the decision's,
 * so everyone puts the same bytes. That the groups together hold exactly the frozen contributors is
 * for the master to see, who adds them up.
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
    Contributors.Group group =
        documents
            .require(ObjectKeys.contributors(plan.job(), plan.round()), Contributors.class)
            .group(plan, number);
    if (!documents.exists(ObjectKeys.groupSum(plan.job(), plan.round(), number))) {
      new PartialFile(store, plan)
          .writeGroup(number, new Fold(store, plan).fold(group.partials(), group.updates()).sum());
    }
  }
}
