package dev.rondo.rounds.aggregation;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.testing.Fuzz;
import dev.rondo.protocol.testing.FuzzContract;
import dev.rondo.protocol.testing.MemoryStore;
import dev.rondo.rounds.testing.TestJob;
import java.util.List;
import java.util.Optional;

/** Any bytes where the sum of a group should lie. */
class GroupFuzzTest extends FuzzContract {

  @Override
  protected Fuzz fuzz() {
    TestJob job = TestJob.created();
    job.open(1);
    Plan plan = job.plan(1);
    PartialAggregate sum = new PartialAggregate(TestJob.CLIENTS);
    sum.count(new Contributor("c0", 0, "tag-0", 1, 2, 0.25, 1, Optional.empty()));
    sum.count(new Contributor("c1", 1, "tag-1", 3, 3, 0.5, 1, Optional.empty()));
    Decision decision = Decision.of(List.copyOf(sum.contributors()), MetricSums.none());
    new GroupFile(job.memory, plan, decision, Blocks.standard()).write(1, sum);
    return Fuzz.of(
            GroupFuzzTest.class,
            input -> parse(plan, decision, input),
            IllegalStateException.class,
            OverlapException.class)
        .from(List.of(job.memory.bytes(ObjectKeys.groupSum(TestJob.ID, 1, 1))));
  }

  private static void parse(Plan plan, Decision decision, byte[] input) {
    MemoryStore store = new MemoryStore();
    store.put(ObjectKeys.groupSum(plan.job(), 1, 1), Content.of(input));
    PartialAggregate sum = new PartialAggregate(plan.layout().parameterCount());
    new GroupFile(store, plan, decision, Blocks.standard()).addTo(sum, 1);
    if (!decision.contributors().containsAll(sum.contributors())) {
      throw new AssertionError("it contains others than the decision");
    }
  }
}
