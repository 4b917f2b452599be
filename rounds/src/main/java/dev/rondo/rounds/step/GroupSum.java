package dev.rondo.rounds.step;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.aggregation.Blocks;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.aggregation.Fold;
import dev.rondo.rounds.aggregation.GroupFile;

/**
 * Folds one group of a frozen decision: its share of the partial aggregates, then of the single
 * updates. Groups are the middle level of a tree between the workers and the master.
 *
 * <p>It can run twice or at the same time. The decision determines what is folded and in which
 * order, so every run puts the same bytes. A group whose updates differ from the decision is not
 * written; the master checks that all groups together contain exactly the frozen contributors.
 */
final class GroupSum {

  private final ObjectStore store;
  private final Plan plan;
  private final Blocks blocks;

  GroupSum(ObjectStore store, Plan plan, Blocks blocks) {
    this.store = store;
    this.plan = plan;
    this.blocks = blocks;
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
    GroupFile file = new GroupFile(store, plan, decision, blocks);
    Fold.Folded folded =
        new Fold(store, decision.weighing(plan), 1, blocks, decision.examples())
            .fold(group.partials(), group.updates());
    if (!folded.updates().equals(group.updates()) || !file.hasAll(folded.sum())) {
      throw new IllegalStateException(
          "The updates of group %s in the store differ from the decision of round %s of job %s"
              .formatted(number, plan.round(), plan.job()));
    }
    file.write(number, folded.sum());
  }
}
