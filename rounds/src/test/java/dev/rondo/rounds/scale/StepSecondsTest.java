package dev.rondo.rounds.scale;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.client.ClientRound;
import dev.rondo.protocol.data.DataIndex;
import dev.rondo.protocol.data.Lease;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.rounds.parts.Phase;
import dev.rondo.rounds.step.Aggregate.Outcome;
import dev.rondo.rounds.step.CloseRound;
import dev.rondo.rounds.step.FoldUpdates;
import dev.rondo.rounds.step.Resources;
import dev.rondo.rounds.step.UpdateEvent;
import dev.rondo.rounds.testing.TestJob;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The model of scale counts on at least the seconds that the requests of a real step take. */
class StepSecondsTest {

  private static final int SEATS = 120;

  private final Map<String, Double> seconds = new HashMap<>();

  /** How many of the updates workers have validated, and in which batches. */
  @ParameterizedTest
  @CsvSource({
    "unweighted, 0, 120, 20",
    "unweighted, 0, 120, 1",
    "weighted, 0, 0, 1",
    "weighted, 0, 60, 7",
    "weighted, 3, 0, 1",
    "median, 3, 120, 1",
    "median, 3, 0, 1",
    "krum:2, 3, 120, 1"
  })
  void noStepTakesLongerThanTheModelSays(String rule, int parts, int validated, int batch) {
    TestJob job =
        TestJob.created(
            "clients",
            Integer.toString(SEATS),
            "quorum",
            Integer.toString(SEATS),
            "minimum",
            "7",
            "aggregation",
            rule);
    lease(job);
    TimedStore store = new TimedStore(job.memory);
    TestJob timed = job.through(store);
    timed.parts = parts;
    timed.reads = store.reads();
    timed.open(1);
    note(store, "OpenRound");
    timed.awaitQuorum().run(TestJob.request(1), "token");
    note(store, "AwaitQuorum");
    List<UpdateEvent> events = new ArrayList<>();
    for (int client = 0; client < SEATS; client++) {
      events.add(upload(job, client));
    }
    Resources resources = Resources.of(store.reads(), 1);
    for (int from = 0; from < validated; from += batch) {
      List<UpdateEvent> some = events.subList(from, Math.min(validated, from + batch));
      new FoldUpdates(store, timed.awaitQuorum(), resources, () -> false).run(some);
      note(store, batch == 1 ? "FoldUpdates, one update" : "not modelled by itself");
    }

    Outcome outcome = timed.aggregate(1);
    while (outcome.status() == Outcome.Status.FAN_OUT) {
      note(store, parts > 0 ? "Aggregate, model in parts" : "Aggregate, whole model");
      Phase phase = outcome.phase().orElseThrow();
      for (int part : outcome.parts()) {
        timed.foldPart(1, part, phase);
        note(
            store,
            phase == Phase.DISTANCES ? "FoldPart, a distance slice" : "FoldPart, a model part");
      }
      outcome = timed.aggregate(1);
    }
    note(store, parts > 0 ? "Aggregate, model in parts" : "Aggregate, whole model");
    assertThat(outcome.status()).isEqualTo(Outcome.Status.COMMITTED);
    new CloseRound(store, () -> job.now, resources).run(TestJob.request(1), Optional.empty());
    note(store, "CloseRound");

    RoundSize size =
        new RoundSize(TestJob.LAYOUT.parameterCount(), 2, SEATS, job.plan(1).aggregation());
    List<StepLoad> steps =
        AggregationModel.standard()
            .steps(size, new Division(parts, rule.startsWith("krum") ? parts : 0));
    seconds.remove("not modelled by itself");
    SoftAssertions softly = new SoftAssertions();
    seconds.forEach(
        (step, taken) ->
            softly
                .assertThat(taken)
                .as(step)
                .isPositive()
                .isLessThanOrEqualTo(modelled(steps, step)));
    softly.assertThat(seconds).hasSizeGreaterThan(3);
    softly.assertAll();
  }

  private static double modelled(List<StepLoad> steps, String step) {
    return steps.stream()
        .filter(load -> load.step().equals(step))
        .mapToDouble(StepLoad::seconds)
        .max()
        .orElseThrow();
  }

  private void note(TimedStore store, String step) {
    seconds.merge(step, store.take(), Math::max);
  }

  private static void lease(TestJob job) {
    Documents documents = new Documents(job.memory);
    List<DataIndex.DataShard> dataShards = new ArrayList<>();
    for (int client = 0; client < SEATS; client++) {
      dataShards.add(new DataIndex.DataShard(dataShard(client), 5));
      documents.write(
          ObjectKeys.lease("mnist", dataShard(client)),
          new Lease(TestJob.client(client), TestJob.START.plusSeconds(600)));
    }
    documents.write(
        ObjectKeys.dataIndex("mnist"), new DataIndex("mnist", List.of(1), 2, dataShards));
  }

  private static String dataShard(int client) {
    return "shard-%05d".formatted(client);
  }

  private static UpdateEvent upload(TestJob job, int client) {
    LocalResult result = new LocalResult(new float[TestJob.LAYOUT.parameterCount()], 10, 0.5);
    new ClientRound(job.memory, TestJob.client(client), () -> job.now)
        .upload(
            job.plan(1),
            TestJob.seat(1, client, job.plan(1).seats()),
            result,
            Optional.of(dataShard(client)));
    return job.event(1, client);
  }
}
