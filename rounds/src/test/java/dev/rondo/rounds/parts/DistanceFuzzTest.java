package dev.rondo.rounds.parts;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.testing.Fuzz;
import dev.rondo.protocol.testing.FuzzContract;
import dev.rondo.protocol.testing.MemoryStore;
import dev.rondo.rounds.aggregation.Blocks;
import dev.rondo.rounds.rule.PairDistances;
import dev.rondo.rounds.testing.TestJob;
import java.util.List;

/** Any bytes where the distances of a slice should lie. */
class DistanceFuzzTest extends FuzzContract {

  @Override
  protected Fuzz fuzz() {
    TestJob job = TestJob.created("quorum", "5", "minimum", "5", "aggregation", "krum:1");
    job.parts = 1;
    job.open(1);
    for (int client = 0; client < 5; client++) {
      job.upload(1, client);
    }
    job.aggregateInParts(1);
    Plan plan = job.plan(1);
    return Fuzz.of(DistanceFuzzTest.class, input -> parse(plan, input), IllegalStateException.class)
        .from(List.of(job.memory.bytes(ObjectKeys.distances(TestJob.ID, 1, 1))));
  }

  private static void parse(Plan plan, byte[] input) {
    MemoryStore store = new MemoryStore();
    store.put(ObjectKeys.distances(plan.job(), 1, 1), Content.of(input));
    new DistanceFile(store, plan).addTo(new PairDistances(5), 1, Blocks.standard());
  }
}
