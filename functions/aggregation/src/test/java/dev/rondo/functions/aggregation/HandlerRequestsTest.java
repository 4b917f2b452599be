package dev.rondo.functions.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.benchmarks.cost.MetricCost;
import dev.rondo.functions.support.Metric;
import dev.rondo.functions.testing.Invocation;
import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.cost.Caller;
import dev.rondo.rounds.cost.CountingStore;
import dev.rondo.rounds.cost.PartRequests;
import dev.rondo.rounds.cost.Requests;
import dev.rondo.rounds.cost.RoundRequests;
import dev.rondo.rounds.cost.RoundShape;
import dev.rondo.rounds.scale.AggregationModel;
import dev.rondo.rounds.testing.TestJob;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** docs/cost.md counts what the functions ask of the bucket, handlers included: here they do. */
class HandlerRequestsTest {

  private static Functions functions(int clients) {
    String count = Integer.toString(clients);
    return new Functions("clients", count, "quorum", count, "minimum", "1");
  }

  /** A batch with a message for each upload, as Lambda hands it to the worker. */
  private static String batch(Functions functions, List<String> keys) {
    ArrayNode records = JsonNodeFactory.instance.arrayNode();
    for (String key : keys) {
      ObjectNode upload = JsonNodeFactory.instance.objectNode();
      upload.put("eventSource", "aws:s3").put("eventName", "ObjectCreated:Put");
      ObjectNode s3 = upload.putObject("s3");
      s3.putObject("bucket").put("name", Functions.BUCKET);
      s3.putObject("object").put("key", key).put("size", functions.memory.bytes(key).length);
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      body.putArray("Records").add(upload);
      records.addObject().put("messageId", key).put("body", body.toString());
    }
    return JsonNodeFactory.instance.objectNode().set("Records", records).toString();
  }

  private static List<String> upload(Functions functions) {
    List<String> keys = new ArrayList<>();
    List<Seat> seats = functions.queue.published();
    for (int client = 0; client < seats.size(); client++) {
      String name = TestJob.client(client);
      functions.upload(1, seats.get(client), name, client % TestJob.CLIENTS, 0.5);
      keys.add(ObjectKeys.update(TestJob.ID, 1, name));
    }
    return keys;
  }

  @ParameterizedTest
  @CsvSource({"10, 1", "10, 10", "100, 10", "100, 40", "100, 100"})
  void theModelOfTheCostsIsWhatTheFunctionsAskFor(int clients, int batches) {
    RoundShape even = new RoundShape(clients, batches, TestJob.CLIENTS, 0, false);
    RoundShape shape =
        even.inGroups(
            AggregationModel.standard()
                .groups(TestJob.CLIENTS, clients, even.partials(), even.singles()));
    Functions deployed = functions(clients);
    CountingStore store = new CountingStore(deployed.memory);
    Functions functions = deployed.through(store);
    // The secret of the nonces is there from an installation's second round on.
    deployed.memory.put(ObjectKeys.nonceSecret(), Content.of(new byte[32]));

    functions.openRound(Functions.file("open-round.json"));
    assertAskedFor(Caller.OPEN_ROUND, shape, store, (functions.queue.published().size() + 9) / 10);
    functions.signal.await(Functions.TOKEN);
    functions.awaitQuorum();
    assertAskedFor(Caller.AWAIT_QUORUM, shape, store, 0);
    List<String> keys = upload(functions);
    for (int i = 0; i < batches; i++) {
      List<String> some = keys.subList(clients * i / batches, clients * (i + 1) / batches);
      Invocation.call(functions.worker(), batch(functions, some));
    }
    assertThat(functions.signal.isWaiting(Functions.TOKEN)).isFalse();
    assertAskedFor(Caller.FOLD_UPDATES, shape, store, 0);
    functions.aggregate(1);
    Requests master = store.take(0);
    for (int group = 1; group <= shape.groups(); group++) {
      functions.foldPart(
          "{\"job\":\"%s\",\"round\":1,\"part\":%d,\"phase\":\"sum\"}"
              .formatted(TestJob.ID, group));
    }
    assertAskedFor(Caller.FOLD_PART, shape, store, 0);
    if (shape.groups() > 0) {
      functions.aggregate(1);
    }
    assertThat(master.plus(store.take(0))).isEqualTo(RoundRequests.of(Caller.AGGREGATE, shape));
    functions.close(1);
    assertAskedFor(Caller.CLOSE_ROUND, shape, store, 0);
    assertThat(functions.job.manifest(1).contributors()).isEqualTo(clients);
  }

  @Test
  void whatIsCountedForPartsIsWhatTheFunctionsAskFor() {
    int clients = TestJob.CLIENTS;
    PartRequests model =
        new PartRequests(new RoundShape(clients, 2, clients, 0, false), 3, 16 << 20);
    Functions deployed = new Functions("quorum", Integer.toString(clients));
    deployed.job.parts = 3;
    deployed.job.open(1);
    List<String> keys = new ArrayList<>();
    for (int client = 0; client < clients; client++) {
      keys.add(deployed.job.upload(1, client).key());
    }
    CountingStore store = new CountingStore(deployed.memory);
    Functions functions = deployed.through(store);

    for (List<String> some : List.of(keys.subList(0, 3), keys.subList(3, clients))) {
      Invocation.call(functions.worker(), batch(functions, some));
    }
    assertThat(store.take(0)).isEqualTo(model.of(Caller.FOLD_UPDATES));
    functions.aggregate(1);
    assertThat(store.take(0)).isEqualTo(model.freeze());
    for (int part = 1; part <= 3; part++) {
      functions.foldPart(
          "{\"job\":\"%s\",\"round\":1,\"part\":%d,\"phase\":\"fold\"}"
              .formatted(TestJob.ID, part));
    }
    assertThat(store.take(0)).isEqualTo(model.of(Caller.FOLD_PART));
    functions.aggregate(1);
    assertThat(store.take(0)).isEqualTo(model.commit());
    functions.close(1);
    assertThat(store.take(0)).isEqualTo(model.of(Caller.CLOSE_ROUND));
    assertThat(functions.job.counts(1)).containsOnly(1);
  }

  private static void assertAskedFor(
      Caller part, RoundShape shape, CountingStore store, long queueRequests) {
    assertThat(store.take(queueRequests)).as(part.title()).isEqualTo(RoundRequests.of(part, shape));
  }

  @Test
  void theMetricsOfTheCostsAreThoseThatAreEmitted() {
    assertThat(
            Arrays.stream(Metric.values())
                .filter(metric -> metric != Metric.CLIENT_EVALUATION)
                .filter(metric -> metric != Metric.CLIENT_LOSS && metric != Metric.SEATS_EXCEEDED))
        .hasSize(MetricCost.METRICS);
    assertThat(RoundMetrics.MAX_CLIENTS).isEqualTo(MetricCost.MAX_CLIENTS_WITH_METRICS);
  }
}
