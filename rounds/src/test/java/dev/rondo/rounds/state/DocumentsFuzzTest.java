package dev.rondo.rounds.state;

import dev.rondo.protocol.data.DataIndex;
import dev.rondo.protocol.data.Lease;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.testing.Fuzz;
import dev.rondo.protocol.testing.FuzzContract;
import dev.rondo.protocol.testing.NastyJson;
import dev.rondo.protocol.training.Evaluation;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.aggregation.SeatVerdict;
import dev.rondo.rounds.parts.PartUpload;
import dev.rondo.rounds.parts.VersionUploads;
import dev.rondo.rounds.testing.TestJob;
import dev.rondo.rounds.update.Rejection;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Any bytes as each of the documents that lie in the store, or in a queue. */
class DocumentsFuzzTest extends FuzzContract {

  private static final List<Class<? extends Record>> TYPES =
      List.of(
          Plan.class,
          VersionManifest.class,
          Latest.class,
          RoundOwner.class,
          RoundOutcome.class,
          WaitToken.class,
          SeatsPublished.class,
          Seat.class,
          RoundResult.class,
          SeatVerdict.class,
          Decision.class,
          Evaluation.class,
          Rejection.class,
          Lease.class,
          DataIndex.class,
          VersionUploads.class,
          PartUpload.class);

  @Override
  protected Fuzz fuzz() {
    // Of memory: sixteen types, each with an error that has a trace.
    return Fuzz.of(
            DocumentsFuzzTest.class,
            DocumentsFuzzTest::parse,
            IllegalArgumentException.class,
            InvalidInputException.class)
        .from(seeds())
        .allocating(4 << 20, 64L * TYPES.size());
  }

  /** Good when it is one of them. */
  private static void parse(byte[] input) throws ReflectiveOperationException {
    IllegalArgumentException refused = new IllegalArgumentException("it is none of them");
    boolean accepted = false;
    for (Class<? extends Record> type : TYPES) {
      try {
        Record value = Json.parse(input, type, "The document");
        checkNoNulls(value);
        byte[] written = Json.bytes(value);
        byte[] again = Json.bytes(Json.parse(written, type, "What was written"));
        if (!Arrays.equals(written, again)) {
          throw new AssertionError("it is written as another than it was read: " + value);
        }
        accepted = true;
      } catch (IllegalArgumentException e) {
        refused = e;
      }
    }
    if (!accepted) {
      throw refused;
    }
  }

  private static void checkNoNulls(Record value) throws ReflectiveOperationException {
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      Object part = component.getAccessor().invoke(value);
      if (part == null) {
        throw new AssertionError(component.getName() + " is null");
      }
      if (part instanceof Record record) {
        checkNoNulls(record);
      }
    }
  }

  /** A round's documents as they are written, and those of data sets. */
  private static List<byte[]> seeds() {
    TestJob job = TestJob.created();
    job.open(1);
    job.fold(job.upload(1, 0), job.upload(1, 1), job.upload(1, 2));
    job.fold(job.upload(1, 3));
    job.fold(job.upload(1, 4, new byte[] {1, 2, 3}));
    job.aggregate(1);
    job.evaluate(1);
    job.close(1);
    List<byte[]> seeds = new ArrayList<>(NastyJson.all());
    job.memory.list("").stream()
        .filter(info -> info.key().endsWith(".json") && !info.key().endsWith("job.json"))
        .forEach(info -> seeds.add(job.memory.bytes(info.key())));
    TestJob inParts =
        TestJob.created(
            "quorum", "5", "minimum", "5", "aggregation", "krum:1", "server_momentum", "0.5");
    inParts.parts = 2;
    inParts.open(1);
    for (int client = 0; client < 5; client++) {
      inParts.upload(1, client);
    }
    inParts.aggregateInParts(1);
    for (String key :
        List.of(ObjectKeys.upload(TestJob.ID, 1), ObjectKeys.part(TestJob.ID, 1, 1))) {
      seeds.add(inParts.memory.bytes(key));
    }
    seeds.add(Json.bytes(TestJob.seat(1, 0)));
    seeds.add(Json.bytes(new WaitToken("AQCEAAAAKgAAAAMAAAAA")));
    seeds.add(Json.bytes(new Lease("c1", Instant.EPOCH)));
    seeds.add(
        Json.bytes(
            new DataIndex(
                "mnist",
                List.of(1, 28, 28),
                10,
                List.of(new DataIndex.DataShard("shard-00001", 600)))));
    return seeds;
  }
}
