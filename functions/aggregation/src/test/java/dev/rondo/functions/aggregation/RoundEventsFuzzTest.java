package dev.rondo.functions.aggregation;

import dev.rondo.functions.support.JsonHandler;
import dev.rondo.functions.support.Surroundings;
import dev.rondo.functions.testing.Invocation;
import dev.rondo.functions.testing.RecordedLines;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.testing.Fuzz;
import dev.rondo.protocol.testing.FuzzContract;
import dev.rondo.protocol.testing.NastyJson;
import dev.rondo.protocol.testing.RecordingQueue;
import dev.rondo.rounds.parts.Reads;
import dev.rondo.rounds.testing.TestJob;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Any bytes as the event of each of the functions that the state machine calls, in a job whose
 * first round is open. What is no event is an {@link IllegalArgumentException}; what is one, for a
 * round that is not at that step, an {@link IllegalStateException}.
 */
class RoundEventsFuzzTest extends FuzzContract {

  private static final List<String> EVENTS =
      List.of(
          "open-round.json",
          "open-round-with-overrides.json",
          "await-quorum.json",
          "aggregate.json",
          "close-round.json",
          "close-round-after-failed-evaluation.json");

  @Override
  protected Fuzz fuzz() {
    TestJob job = TestJob.created("quorum", "2");
    job.open(1);
    job.upload(1, 0);
    job.upload(1, 1);
    List<byte[]> seeds = new ArrayList<>(NastyJson.all());
    EVENTS.forEach(name -> seeds.add(Invocation.file(name)));
    return Fuzz.of(
            RoundEventsFuzzTest.class,
            input -> parse(job.copy(), input),
            IllegalArgumentException.class,
            InvalidInputException.class,
            IllegalStateException.class)
        .from(seeds)
        // Four functions, each with a log of its failure, and a round that is run.
        .allocating(8 << 20, 512);
  }

  /** Good when one of them takes it. */
  private static void parse(TestJob job, byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    RuntimeException refused = new IllegalStateException("none takes it");
    int accepted = 0;
    for (JsonHandler function : functions(job)) {
      try {
        Invocation.call(function, text);
        accepted++;
      } catch (IllegalArgumentException | IllegalStateException e) {
        refused = e;
      }
    }
    if (accepted == 0) {
      throw refused;
    }
  }

  private static List<JsonHandler> functions(TestJob job) {
    Surroundings surroundings =
        new Surroundings(job.store, () -> job.now, new RecordedLines(), RecordedLines.NAMESPACE);
    return List.of(
        new OpenRoundHandler(
            surroundings,
            new RecordingQueue(),
            execution -> true,
            job.signal,
            new SplittableRandom(1)),
        new AwaitQuorumHandler(surroundings, job.signal),
        new AggregateHandler(surroundings, Reads.oneByOne(), new java.util.SplittableRandom(1)),
        new CloseRoundHandler(surroundings, Reads.oneByOne()));
  }
}
