package dev.rondo.rounds.update;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.testing.Fuzz;
import dev.rondo.protocol.testing.FuzzContract;
import dev.rondo.rounds.testing.TestJob;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;

/** Any bytes as a client's update: a verdict, and never an exception. */
class UpdateFuzzTest extends FuzzContract {

  @Override
  protected Fuzz fuzz() {
    TestJob job = TestJob.created("max_update_norm", "10");
    job.open(1);
    job.upload(1, 0);
    Plan plan = job.plan(1);
    byte[] update = job.memory.bytes(ObjectKeys.update(TestJob.ID, 1, TestJob.client(0)));
    // The bytes refused are a value here, not an exception: Refused stands for it.
    return Fuzz.of(UpdateFuzzTest.class, input -> parse(plan, input), Refused.class)
        .from(List.of(update));
  }

  /** Tells the fuzzing that the verdict was a rejection. */
  private static final class Refused extends Exception {
    Refused(Rejection rejection) {
      super(rejection.reason() + ": " + rejection.detail());
    }
  }

  private static void parse(Plan plan, byte[] input) throws IOException, Refused {
    float[] sum = new float[plan.layout().parameterCount()];
    UpdateReader.Opened opened =
        new UpdateReader(plan).open(new ByteArrayInputStream(input), input.length);
    Verdict verdict =
        opened instanceof UpdateStream stream ? read(stream, sum) : (Rejection) opened;
    if (verdict instanceof Rejection rejection) {
      throw new Refused(rejection);
    }
    double squares = 0;
    for (float number : sum) {
      squares += (double) number * number;
    }
    if (!(squares <= 100.001)) {
      throw new AssertionError("a valid update of the norm " + Math.sqrt(squares));
    }
  }

  private static Verdict read(UpdateStream stream, float[] sum) throws IOException {
    while (stream.next()) {
      for (int i = 0; i < stream.length(); i++) {
        sum[stream.offset() + i] += stream.block()[i];
      }
    }
    return stream.verdict();
  }
}
