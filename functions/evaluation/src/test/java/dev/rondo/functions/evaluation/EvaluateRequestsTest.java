package dev.rondo.functions.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.functions.support.Surroundings;
import dev.rondo.functions.testing.Invocation;
import dev.rondo.functions.testing.RecordedLines;
import dev.rondo.learning.model.Model;
import dev.rondo.learning.model.Models;
import dev.rondo.rounds.cost.Caller;
import dev.rondo.rounds.cost.CountingStore;
import dev.rondo.rounds.cost.Requests;
import dev.rondo.rounds.cost.RoundRequests;
import dev.rondo.rounds.cost.RoundShape;
import dev.rondo.rounds.testing.TestJob;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/cost.md counts what the evaluation asks of the bucket: here it does. */
class EvaluateRequestsTest {

  private static final List<Integer> SHAPE = List.of(6);
  private static final Model MODEL = Models.named("mcmahan-2nn", SHAPE, 3);

  private final CommittedJob job = new CommittedJob(MODEL, "mcmahan-2nn");
  private final CountingStore store = new CountingStore(job.store);
  private final EvaluateHandler handler =
      new EvaluateHandler(
          new Surroundings(
              store, () -> TestJob.START, new RecordedLines(), RecordedLines.NAMESPACE),
          new Capacity(1, 3008));

  private Requests evaluate(int round) {
    job.run(round);
    Invocation.call(handler, CommittedJob.event(round));
    job.close(round);
    return store.take(0);
  }

  @Test
  void theModelOfTheCostsIsWhatAWarmFunctionAsksForAndAColdOneReadsTheTestDataToo() {
    job.testData(Examples.random(50, SHAPE, 3, 7));
    Requests model = RoundRequests.of(Caller.EVALUATE, new RoundShape(4, 1, 1, 0, true));

    assertThat(evaluate(1)).isEqualTo(model.plus(new Requests(0, 1, 0, 0)));
    assertThat(evaluate(2)).isEqualTo(model);
  }
}
