package dev.rondo.rounds.state;

import static dev.rondo.rounds.testing.GoldenJson.assertDocument;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.testing.TestJob;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The documents of a round, letter by letter: other languages and later versions read them. */
class JsonGoldenTest {

  private final TestJob job =
      TestJob.created("fraction", "0.3", "quorum", "2", "max_update_norm", "12.5");

  @BeforeEach
  void run() {
    job.open(1);
    job.upload(1, 0);
    job.upload(1, 1);
    job.now = TestJob.START.plusMillis(1500);
    job.aggregate(1);
    job.evaluate(1);
    job.close(1);
  }

  @Test
  void plan() {
    assertDocument(
        job,
        ObjectKeys.plan(TestJob.ID, 1),
        Plan.class,
        """
        {"job":"one-hot","round":1,"base_version":0,
        "base_model":"jobs/one-hot/models/00000000/2adf16d25f3b678e5f6787ab546a240f3074e2e0813d73c1b9d0f57ff7de9b76.safetensors",
        "model":"test","dataset":"mnist","layout":{"tensors":[{"name":"w","shape":[2,2]},{"name":"b",
        "shape":[2]}],"roles":{},"dtypes":{}},"opened_at":"2026-01-01T00:00:00Z","deadline":"2026-01-01T00:10:00Z",
        "seats":2,"quorum":2,"minimum":2,"aggregation":"unweighted","training":{"epochs":1,
        "batch_size":10,"learning_rate":0.1,"momentum":0.0,"prox_mu":0.0,"clip":0.0},"config":{},"encoding":"f32",
        "max_update_norm":12.5,"clip_update_norm":0.0,"admission":{"max_examples":1000000000,"max_weight_ratio":10.0,"roster":false},"parts":0,"distance_slices":0,"evaluate":true,"task":"train","client_evaluation":false,"privacy":null,"secure_aggregation":null,
        "seat_root":"f113ed77ef479c4bcd6554f9c1c24c4c859420ce6590ff7ff918862c6a27714a"}\
        """);
  }

  @Test
  void contributors() {
    assertDocument(
        job,
        ObjectKeys.decision(TestJob.ID, 1),
        dev.rondo.rounds.aggregation.Decision.class,
        """
        {"contributors":[{"client":"c0","seat":0,"etag":"68433c66373ab73d","weight":1.0,"examples":1,
        "train_loss":0.5,"clip":1.0,"placement":null,"masked":null},{"client":"c1","seat":1,"etag":"91b3bd2b61f47e81","weight":1.0,
        "examples":2,"train_loss":0.5,"clip":1.0,"placement":null,"masked":null}],"orders":[],"partials":[],"updates":["c0","c1"],
        "groups":0,"max_examples":null,"measured":{"clients":0,"examples":0,"metrics":{}},"abandoned":null}\
        """);
  }

  @Test
  void manifest() {
    assertDocument(
        job,
        ObjectKeys.manifest(TestJob.ID, 1),
        VersionManifest.class,
        """
        {"job":"one-hot","version":1,"parent":0,
        "decision_digest":"0cde5cb46b0a42c70950b9bbf1c427a6e42772f275c8f9a6cd7ae52f1d6c7070",
        "contributors":2,"examples":3,"total_weight":2.0,"train_loss":0.5,
        "model_key":"jobs/one-hot/models/00000001/0cde5cb46b0a42c70950b9bbf1c427a6e42772f275c8f9a6cd7ae52f1d6c7070.safetensors",
        "model_sha256":"b2d3547ba1c67b071b9d900f2b579141452257d81330f0821945525c2b693dc6","model_parts":[],
        "optimizer_key":null,"optimizer_sha256":null,"optimizer_parts":[],"release":null,
        "committed_at":"2026-01-01T00:00:01.500Z"}\
        """);
  }

  @Test
  void outcome() {
    RoundOutcome committed = RoundOutcome.commit(job.manifest(1));
    assertThat(new RoundOutcomes(job.memory).read(TestJob.ID, 1)).contains(committed);
    RoundOutcome abandoned =
        RoundOutcome.abandon(new Abandonment(Abandonment.By.OPERATOR, "wrong data"));
    assertThat(Json.text(abandoned))
        .isEqualTo(
            """
            {"committed":null,"measured":null,"abandoned":{"by":"operator","reason":"wrong data"}}\
            """);
  }

  @Test
  void anOutcomeIsOneOfCommittedMeasuredAndAbandoned() {
    assertThatThrownBy(
            () ->
                Json.parse(
                    "{\"committed\":null,\"measured\":null,\"abandoned\":null}"
                        .getBytes(StandardCharsets.UTF_8),
                    RoundOutcome.class,
                    "outcome.json"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(
            "must be one of committed, measured and abandoned, but is none of them");
  }

  @Test
  void result() {
    assertDocument(
        job,
        ObjectKeys.result(TestJob.ID, 1),
        RoundResult.class,
        """
        {"job":"one-hot","round":1,"status":"committed","version":1,"reason":null,"seats":2,
        "accepted":2,"late":0,"rejected":0,"dropped":0,"duplicate_seats":0,"train_loss":0.5,
        "metrics":{"accuracy":0.75,"loss":0.25},"client_evaluation":null,"evaluation_error":null,"opened_at":"2026-01-01T00:00:00Z",
        "closed_at":"2026-01-01T00:00:01.500Z"}\
        """);
  }

  @Test
  void latest() {
    assertDocument(
        job,
        ObjectKeys.latest(TestJob.ID),
        Latest.class,
        """
        {"version":1,"through_round":1,"opening":null}\
        """);
  }

  @Test
  void seat() {
    assertThat(Json.text(new Seat("a", 1, 0, "n")))
        .isEqualTo(
            """
            {"job":"a","round":1,"seat":0,"nonce":"n"}\
            """);
  }

  @Test
  void whatIsNotSuchADocumentIsRefusedWithItsPlace() {
    for (String json :
        new String[] {
          "",
          "{}",
          "null",
          "{\"version\":1}",
          "{\"version\":1,\"through_round\":2,\"opening\":null,\"more\":3}",
          "{\"version\":1,\"version\":1,\"through_round\":2,\"opening\":null}",
          "{\"version\":null,\"through_round\":2,\"opening\":null}",
          "{\"version\":1,\"through_round\":2,\"opening\":null} x",
          "{\"version\":\"one\",\"through_round\":2,\"opening\":null}",
        }) {
      assertThatThrownBy(() -> Json.parse(json, Latest.class, "x.json"))
          .as(json)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("x.json is not valid");
    }
  }
}
