package dev.rondo.functions.aggregation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.functions.support.AwsFunction;
import dev.rondo.functions.support.JsonHandler;
import dev.rondo.functions.support.Log;
import dev.rondo.functions.support.MeteredStore;
import dev.rondo.functions.support.Metric;
import dev.rondo.functions.support.Surroundings;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.UpdateKey;
import dev.rondo.rounds.parts.Reads;
import dev.rondo.rounds.scale.Workers;
import dev.rondo.rounds.state.RoundSignal;
import dev.rondo.rounds.step.AwaitQuorum;
import dev.rondo.rounds.step.FoldUpdates;
import dev.rondo.rounds.step.Resources;
import dev.rondo.rounds.step.UpdateEvent;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The Lambda function of {@link FoldUpdates}, the worker. It receives a batch of SQS messages with
 * S3 notifications and returns the messages that must be delivered again.
 */
public final class FoldUpdatesHandler extends JsonHandler {

  private final RoundSignal signal;
  private final String bucket;
  private final Reads reads = ReadingThreads.reads();

  /** Called by Lambda. */
  public FoldUpdatesHandler() {
    this(AwsFunction.start());
  }

  private FoldUpdatesHandler(AwsFunction aws) {
    this(aws.surroundings(), aws.signal(), aws.bucket());
  }

  FoldUpdatesHandler(Surroundings surroundings, RoundSignal signal, String bucket) {
    super(surroundings);
    this.signal = signal;
    this.bucket = bucket;
  }

  @Override
  protected JsonNode handle(JsonNode event, MeteredStore store, Log log) {
    List<UpdateEvent> uploads = new UploadEvents(bucket, log).read(event);
    AwaitQuorum awaitQuorum = new AwaitQuorum(store, signal);
    int threads = Runtime.getRuntime().availableProcessors();
    InstantSource clock = surroundings().clock();
    Instant end = clock.instant().plusSeconds(Workers.MOST_SECONDS);
    Set<String> again =
        new FoldUpdates(
                store,
                awaitQuorum,
                Resources.of(reads, threads),
                () -> clock.instant().isAfter(end))
            .run(uploads)
            .again();
    for (String job : jobs(uploads)) {
      long bytes = store.bytesRead(key -> key.startsWith(ObjectKeys.updates(job)));
      if (bytes > 0) { // A metric costs money: none for a job that somebody made up.
        surroundings().metrics().of(job).add(Metric.BYTES_FOLDED, (double) bytes).emit();
      }
    }
    log.with("uploads", uploads.size())
        .with("again", again.size())
        .info("Processed a batch of uploads");
    return answer(again);
  }

  private static Set<String> jobs(List<UpdateEvent> uploads) {
    Set<String> jobs = new TreeSet<>();
    for (UpdateEvent upload : uploads) {
      ObjectKeys.parseUpdate(upload.key()).map(UpdateKey::job).ifPresent(jobs::add);
    }
    return jobs;
  }

  /** A partial batch response: SQS deletes the other messages. */
  private static JsonNode answer(Set<String> again) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode failures = answer.putArray("batchItemFailures");
    new TreeSet<>(again).forEach(id -> failures.addObject().put("itemIdentifier", id));
    return answer;
  }
}
