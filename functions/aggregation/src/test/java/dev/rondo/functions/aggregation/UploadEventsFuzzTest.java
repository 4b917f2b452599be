package dev.rondo.functions.aggregation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.functions.support.Surroundings;
import dev.rondo.functions.testing.Invocation;
import dev.rondo.functions.testing.RecordedLines;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.testing.Fuzz;
import dev.rondo.protocol.testing.FuzzContract;
import dev.rondo.protocol.testing.NastyJson;
import dev.rondo.rounds.testing.TestJob;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Any bytes as the event of the worker, and as the message in it, while a round is open and has
 * updates: an answer that names messages, or a refusal of what is no batch.
 */
class UploadEventsFuzzTest extends FuzzContract {

  private static final List<String> EVENTS =
      List.of(
          "two-uploads.json",
          "test-event.json",
          "strangers.json",
          "encoded-key.json",
          "malformed.json");

  @Override
  protected Fuzz fuzz() {
    TestJob job = TestJob.created();
    job.open(1);
    job.upload(1, 0);
    job.upload(1, 1, new byte[] {1, 2, 3});
    List<byte[]> seeds = new ArrayList<>(NastyJson.all());
    EVENTS.forEach(name -> seeds.add(Invocation.file(name)));
    return Fuzz.of(
            UploadEventsFuzzTest.class,
            input -> parse(job, input),
            IllegalArgumentException.class,
            InvalidInputException.class)
        .from(seeds)
        // A call's log, and a copy of the bucket, come on top; and each message has some lines.
        .allocating(4 << 20, 512);
  }

  private static void parse(TestJob job, byte[] input) {
    TestJob own = job.copy();
    Surroundings surroundings =
        new Surroundings(own.store, () -> own.now, new RecordedLines(), RecordedLines.NAMESPACE);
    FoldUpdatesHandler worker = new FoldUpdatesHandler(surroundings, own.signal, Functions.BUCKET);
    String text = new String(input, StandardCharsets.UTF_8);
    JsonNode answer = Invocation.call(worker, text);
    if (!answer.path("batchItemFailures").isArray()) {
      throw new AssertionError("no answer to a batch: " + answer);
    }
  }
}
