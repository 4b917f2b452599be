package dev.rondo.rounds.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.protocol.client.ClientRound;
import dev.rondo.protocol.client.SecureUploads;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.round.ClientUpdate;
import dev.rondo.protocol.round.HelperNoise;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.SecureAggregation;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ForwardingStore;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.PutOutcome;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.rounds.aggregation.MaskSums;
import dev.rondo.rounds.optimizer.FedAvg;
import dev.rondo.rounds.state.RoundOutcome;
import dev.rondo.rounds.state.RoundOutcomes;
import dev.rondo.rounds.step.Aggregate.Outcome;
import dev.rondo.rounds.step.Aggregate.Outcome.Status;
import dev.rondo.rounds.testing.PrivateRounds;
import dev.rondo.rounds.testing.TestHelper;
import dev.rondo.rounds.testing.TestJob;
import dev.rondo.rounds.update.Rejection;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A round whose updates are masked. */
class MaskedRoundTest {

  private static final String[] SETTINGS = {
    "secure_aggregation",
    "helper",
    "helper_function",
    "unmask",
    "clip_update_norm",
    "1",
    "quorum",
    "6",
    "minimum",
    "3"
  };

  private final TestHelper helper = new TestHelper();
  private TestJob job = TestJob.created(SETTINGS);

  private void open(int parts, int groups) {
    job.parts = parts;
    job.groups = groups;
    job.open(1);
  }

  private void upload(int client) {
    float[] delta = new float[TestJob.CLIENTS];
    delta[client] = 0.5f;
    upload(client, delta);
  }

  private void upload(int client, float[] delta) {
    Plan plan = job.plan(1);
    new ClientRound(job.store, TestJob.client(client), () -> job.now, helper.uploads())
        .upload(plan, TestJob.seat(1, client, plan.seats()), new LocalResult(delta, 9, 0.5));
  }

  private Outcome aggregate() {
    Outcome outcome = job.aggregateInParts(1);
    if (outcome.status() == Status.UNMASK) {
      helper.answer(job.store, job.plan(1), outcome.ranges());
      outcome = job.aggregateInParts(1);
    }
    return outcome;
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0, 2", "3, 0"})
  void everyContributorCountsOnce(int parts, int groups) {
    open(parts, groups);
    for (int client = 0; client < 5; client++) {
      upload(client);
    }
    job.fold(job.event(1, 0), job.event(1, 1));
    job.fold(job.event(1, 2));
    job.fold(job.event(1, 3), job.event(1, 4));

    assertThat(aggregate().status()).isEqualTo(Status.COMMITTED);
    assertThat(job.counts(1)).containsExactly(0.5, 0.5, 0.5, 0.5, 0.5, 0);
    assertThat(job.manifest(1).examples()).isZero();
    assertThat(job.close(1).accepted()).isEqualTo(5);
  }

  @Test
  void aLongUpdateIsScaledDownByItsClient() {
    open(0, 0);
    upload(0, new float[] {3, 4, 0, 0, 0, 0});
    upload(1);
    upload(2);
    aggregate();

    assertThat(job.counts(1)).containsExactly(0.6, 1.3, 0.5, 0, 0, 0);
  }

  /** The noise is in the helper's sums, and the helper of this test adds none. */
  @ParameterizedTest
  @CsvSource({"gaussian, 0, 0", "blt, 0, 0", "blt, 0, 2", "blt, 3, 0"})
  void withPrivacyTheAccountThatAggregatesNeitherAddsNoiseNorKeepsItsBuffers(
      String mechanism, int parts, int groups) {
    job =
        TestJob.created(
            Stream.concat(
                    Stream.of(SETTINGS),
                    Stream.of(
                        "privacy", mechanism, "privacy_epsilon", "4", "privacy_delta", "0.01"))
                .toArray(String[]::new));
    open(parts, groups);
    for (int client = 0; client < 5; client++) {
      upload(client);
    }
    job.fold(job.event(1, 0), job.event(1, 1));
    job.fold(job.event(1, 2), job.event(1, 3), job.event(1, 4));

    assertThat(aggregate().status()).isEqualTo(Status.COMMITTED);
    float share = 0.5f / 6; // The denominator is the quorum.
    assertThat(PrivateRounds.model(job, 1)).containsExactly(share, share, share, share, share, 0);
    assertThat(job.manifest(1).optimizerKey()).isEmpty();
    assertThat(job.manifest(1).release().orElseThrow().denominator()).isEqualTo(6);
    Plan plan = job.plan(1);
    HelperNoise noise = plan.secureAggregation().flatMap(SecureAggregation::noise).orElseThrow();
    assertThat(noise.buffers()).isEqualTo(plan.privacy().orElseThrow().buffers());
    assertThat(noise.previous()).isEmpty();
    job.close(1);
    job.open(2);
    assertThat(job.plan(2).secureAggregation().flatMap(SecureAggregation::noise))
        .contains(
            HelperNoise.of(
                noise.deviation(),
                noise.buffers(),
                mechanism.equals("blt") ? Optional.of(1) : Optional.empty()));
  }

  @Test
  void aClientRefusesAPlanWithLessNoiseThanItsPrivacyPromises() {
    job =
        TestJob.created(
            Stream.concat(
                    Stream.of(SETTINGS),
                    Stream.of(
                        "privacy", "gaussian", "privacy_epsilon", "4", "privacy_delta", "0.01"))
                .toArray(String[]::new));
    open(0, 0);
    Plan plan = job.plan(1);
    double multiplier = plan.privacy().orElseThrow().noiseMultiplier();
    SecureUploads client = helper.uploads();

    assertThat(client.problem(plan)).isEmpty();
    assertThat(client.demanding(multiplier).problem(plan)).isEmpty();
    assertThat(client.demanding(2 * multiplier).problem(plan).orElseThrow())
        .contains("this client's least_noise is");
    JsonNode document = Json.tree(plan);
    ((ObjectNode) document.path("secure_aggregation")).put("noise", "7");
    assertThat(client.problem(Json.fromTree(document, Plan.class)).orElseThrow())
        .contains("but the helper is to add 7");
    ((ObjectNode) document.path("secure_aggregation")).putNull("noise");
    assertThat(client.problem(Json.fromTree(document, Plan.class)).orElseThrow())
        .contains("but the helper is to add 0");
  }

  @Test
  void anUpdateThatIsNotFiniteIsNotMasked() {
    open(0, 0);
    for (float number : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> upload(0, new float[] {number, 0, 0, 0, 0, 0}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Training diverged");
    }
    assertThat(helper.own.keys("seeds/")).isEmpty();
  }

  @Test
  void theSealedSeedIsThereBeforeTheUpdate() {
    open(0, 0);
    float[] delta = new float[TestJob.CLIENTS];
    Plan plan = job.plan(1);
    TestJob broken =
        job.through(
            new ForwardingStore(job.memory) {
              @Override
              public PutOutcome putIfAbsent(String key, Content content) {
                throw new StoreException("no");
              }
            });
    ClientRound client =
        new ClientRound(broken.store, TestJob.client(0), () -> job.now, helper.uploads());

    assertThatThrownBy(
            () ->
                client.upload(
                    plan, TestJob.seat(1, 0, plan.seats()), new LocalResult(delta, 9, 0.5)))
        .hasMessage("no");
    assertThat(helper.own.keys("seeds/one-hot/00000001/c0/")).hasSize(1);
  }

  @Test
  void theMasterNamesTheHelperAndTheRangesThatAreMissing() {
    open(0, 0);
    for (int client = 0; client < 4; client++) {
      upload(client);
    }

    JsonNode answer = RoundFunctions.aggregate(master(), Json.tree(TestJob.request(1)));
    assertThat(answer)
        .hasToString(
            "{\"status\":\"unmask\",\"evaluate\":false,\"helper\":\"unmask\","
                + "\"ranges\":[{\"from\":0,\"to\":6}],\"job\":\"one-hot\",\"round\":1}");
    String request =
        new String(
            job.memory.bytes(ObjectKeys.unmaskRequest(TestJob.ID, 1)), StandardCharsets.UTF_8);
    assertThat(request)
        .matches(
            "\\{\"job\":\"one-hot\",\"round\":1,\"updates\":\\[(\\{\"client\":\"c[0-3]\","
                + "\"digest\":\"[0-9a-f]{64}\"\\},?){4}\\],\"terms\":\"bits [0-9]+ seats 6 clip 3ff0000000000000 coordinates 6\"\\}");
  }

  private Aggregate master() {
    return new Aggregate(job.store, new FedAvg(1), () -> job.now);
  }

  private JsonNode aggregate(String payload) {
    return RoundFunctions.aggregate(
        master(), Json.parse(payload.getBytes(StandardCharsets.UTF_8), JsonNode.class, "payload"));
  }

  @Test
  void aRoundIsAbandonedWithTheReasonOfTheHelper() {
    open(0, 0);
    for (int client = 0; client < 3; client++) {
      upload(client);
    }
    assertThat(aggregate("{\"job\":\"one-hot\",\"round\":1}").path("status").asText())
        .isEqualTo("unmask");

    JsonNode answer =
        aggregate(
            "{\"job\":\"one-hot\",\"round\":1,\"unmasked\":true,"
                + "\"refusal\":{\"refused\":\"no_seed\",\"detail\":\"Client c1 has no seed.\"}}");
    assertThat(answer).hasToString("{\"status\":\"abandoned\",\"evaluate\":false}");
    Optional<RoundOutcome> outcome = new RoundOutcomes(job.store).read(TestJob.ID, 1);
    assertThat(outcome.flatMap(RoundOutcome::abandoned).orElseThrow().reason())
        .isEqualTo("the helper refused to add up the masks (no_seed): Client c1 has no seed.");
  }

  @Test
  void aHelperThatAnswersWithoutASumIsNotAskedForEver() {
    open(0, 0);
    for (int client = 0; client < 3; client++) {
      upload(client);
    }

    assertThatThrownBy(() -> aggregate("{\"job\":\"one-hot\",\"round\":1,\"unmasked\":true}"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Check the bucket in the helper's settings");
  }

  @Test
  void tooFewUpdatesAreNeverUnmasked() {
    open(0, 0);
    upload(0);
    upload(1);

    assertThat(aggregate().status()).isEqualTo(Status.ABANDONED);
    assertThat(job.exists(ObjectKeys.unmaskRequest(TestJob.ID, 1))).isFalse();
  }

  @Test
  void anUpdateWithoutADigestIsRejected() {
    open(0, 0);
    Plan plan = job.plan(1);
    ClientUpdate update =
        new ClientUpdate(
            TestJob.ID,
            1,
            0,
            TestJob.seat(1, 0, plan.seats()).nonce(),
            1,
            OptionalDouble.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    byte[] bytes =
        TestJob.bytes(
            update.file(plan.layout(), plan.encoding()).content(new int[TestJob.CLIENTS]));
    job.fold(job.upload(1, 0, bytes));

    Rejection rejection =
        new Documents(job.store)
            .require(ObjectKeys.rejected(TestJob.ID, 1, TestJob.client(0)), Rejection.class);
    assertThat(rejection)
        .isEqualTo(new Rejection(Rejection.Reason.METADATA, "masked_sha256 is missing"));
  }

  @Test
  void aFileOfAnotherSizeIsNoSumOfMasks() {
    open(0, 0);
    for (int client = 0; client < 3; client++) {
      upload(client);
    }
    Outcome asked = job.aggregate(1);
    MaskSums sums = new MaskSums(job.store, job.plan(1), job.contributors(1).contributors());
    job.memory.put(
        sums.key(asked.ranges().get(0)),
        Content.of(job.memory.bytes(ObjectKeys.update(TestJob.ID, 1, TestJob.client(0)))));

    assertThatThrownBy(() -> job.aggregate(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is not a sum of masks");
  }
}
