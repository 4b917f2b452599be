package dev.rondo.rounds.parts;

import static dev.rondo.rounds.testing.GoldenJson.assertDocument;

import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.testing.TestJob;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The documents of a round in parts, letter by letter. */
class PartJsonGoldenTest {

  private final TestJob job =
      TestJob.created(
          "fraction",
          "1",
          "quorum",
          "5",
          "minimum",
          "5",
          "aggregation",
          "krum:1",
          "server_momentum",
          "0.5");

  @BeforeEach
  void run() {
    job.parts = 2;
    job.open(1);
    for (int client = 0; client < 5; client++) {
      job.fold(job.upload(1, client));
    }
    job.aggregateInParts(1);
  }

  @Test
  void candidates() {
    assertDocument(
        job,
        ObjectKeys.candidates(TestJob.ID, 1),
        Decision.class,
        """
        {"contributors":[
        {"client":"c0","etag":"4151eec279fdae1a","weight":1.0,"examples":1,"train_loss":0.5,
        "clip":1.0,"placement":{"data_offset":296,"order":[]}},
        {"client":"c1","etag":"0a4c6de73c3ed4df","weight":1.0,"examples":2,"train_loss":0.5,
        "clip":1.0,"placement":{"data_offset":296,"order":[]}},
        {"client":"c2","etag":"4c3d38be9d04929a","weight":1.0,"examples":3,"train_loss":0.5,
        "clip":1.0,"placement":{"data_offset":296,"order":[]}},
        {"client":"c3","etag":"1c8877a6b3a0a7fc","weight":1.0,"examples":4,"train_loss":0.5,
        "clip":1.0,"placement":{"data_offset":296,"order":[]}},
        {"client":"c4","etag":"97deac672b210fdb","weight":1.0,"examples":5,"train_loss":0.5,
        "clip":1.0,"placement":{"data_offset":296,"order":[]}}],
        "partials":[],"updates":["c0","c1","c2","c3","c4"],"groups":0,"abandoned":null}\
        """);
  }

  @Test
  void upload() {
    assertDocument(
        job,
        ObjectKeys.upload(TestJob.ID, 1),
        VersionUploads.class,
        """
        {"model":{"key":"jobs/one-hot/models/00000001/2b0fec27f03c27397775c425c1dec302e516fb1963bd781fce82231540a7744d.safetensors",
        "id":"upload-1"},
        "state":{"key":"jobs/one-hot/models/00000001/2b0fec27f03c27397775c425c1dec302e516fb1963bd781fce82231540a7744d.optimizer.safetensors",
        "id":"upload-2"}}\
        """);
  }

  @Test
  void part() {
    assertDocument(
        job,
        ObjectKeys.part(TestJob.ID, 1, 2),
        PartUpload.class,
        """
        {"part":2,"uploads":{"model":{"key":"jobs/one-hot/models/00000001/2b0fec27f03c27397775c425c1dec302e516fb1963bd781fce82231540a7744d.safetensors",
        "id":"upload-1"},
        "state":{"key":"jobs/one-hot/models/00000001/2b0fec27f03c27397775c425c1dec302e516fb1963bd781fce82231540a7744d.optimizer.safetensors",
        "id":"upload-2"}},
        "model":{"tag":"6ef72e55f3fa262c","bytes":12,
        "sha256":"6ef72e55f3fa262c4e8b4494185f5896ac47904afb4075e29266f1620fe3ca57"},
        "state":[{"tag":"be62b0d208f17156","bytes":24,
        "sha256":"be62b0d208f17156b82c5ac0317ca1ddf8a410776ca1e7548b38727950a024e5"}]}\
        """);
  }

  /** Of one-hot updates: clients 0, 1 and 2 differ on the first of two parts, 3 and 4 do not. */
  @Test
  void distances() {
    assertDocument(
        job,
        ObjectKeys.distances(TestJob.ID, 1, 1),
        PartDistances.class,
        """
        {"part":1,"squared":[2.0,2.0,1.0,1.0,2.0,1.0,1.0,1.0,1.0,0.0]}\
        """);
  }
}
