package dev.rondo.rounds.aggregation;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.testing.Fuzz;
import dev.rondo.protocol.testing.FuzzContract;
import dev.rondo.protocol.testing.MemoryStore;
import dev.rondo.rounds.testing.TestJob;
import java.util.ArrayList;
import java.util.List;

/** Any bytes where a partial aggregate should lie. */
class PartialFuzzTest extends FuzzContract {

  private static final String DIGEST = "0".repeat(64);

  @Override
  protected Fuzz fuzz() {
    TestJob job = TestJob.created();
    job.open(1);
    job.fold(job.upload(1, 0), job.upload(1, 1));
    List<byte[]> written = new ArrayList<>();
    job.memory
        .list(ObjectKeys.partials(TestJob.ID, 1))
        .forEach(info -> written.add(job.memory.bytes(info.key())));
    Plan plan = job.plan(1);
    return Fuzz.of(
            PartialFuzzTest.class,
            input -> parse(plan, input),
            IllegalStateException.class,
            OverlapException.class)
        .from(written);
  }

  private static void parse(Plan plan, byte[] input) {
    MemoryStore store = new MemoryStore();
    PartialFile files = new PartialFile(store, plan, Blocks.standard());
    String partial = ObjectKeys.partial(plan.job(), 1, 2, DIGEST);
    store.put(partial, Content.of(input));
    List<Contributor> contributors = files.summary(partial).contributors();
    PartialAggregate sum = new PartialAggregate(plan.layout().parameterCount());
    files.addTo(sum, partial);
    if (sum.contributors().size() != contributors.size()) {
      throw new AssertionError("it contains others than it says");
    }
  }
}
