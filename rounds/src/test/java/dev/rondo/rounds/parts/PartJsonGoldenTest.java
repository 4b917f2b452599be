package dev.rondo.rounds.parts;

import static dev.rondo.rounds.testing.GoldenJson.assertDocument;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.testing.TestJob;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
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
        {"client":"c0","seat":0,"etag":"a783314bd0fdd1dd","weight":1.0,"examples":1,"train_loss":0.5,
        "clip":1.0,"placement":{"data_offset":432,"order":[]},"masked":null},
        {"client":"c1","seat":1,"etag":"ef3de2d663e79968","weight":1.0,"examples":2,"train_loss":0.5,
        "clip":1.0,"placement":{"data_offset":432,"order":[]},"masked":null},
        {"client":"c2","seat":2,"etag":"59c5dead256e931f","weight":1.0,"examples":3,"train_loss":0.5,
        "clip":1.0,"placement":{"data_offset":432,"order":[]},"masked":null},
        {"client":"c3","seat":3,"etag":"a63d959a520eb357","weight":1.0,"examples":4,"train_loss":0.5,
        "clip":1.0,"placement":{"data_offset":432,"order":[]},"masked":null},
        {"client":"c4","seat":4,"etag":"9819dcaf4901d955","weight":1.0,"examples":5,"train_loss":0.5,
        "clip":1.0,"placement":{"data_offset":384,"order":[]},"masked":null}],
        "orders":[],"partials":[],"updates":["c0","c1","c2","c3","c4"],"groups":0,"max_examples":null,"measured":{"clients":0,"examples":0,"metrics":{}},"abandoned":null}\
        """);
  }

  @Test
  void upload() {
    assertDocument(
        job,
        ObjectKeys.upload(TestJob.ID, 1),
        VersionUploads.class,
        """
        {"model":{"key":"jobs/one-hot/models/00000001/55867fc58b97bb513bbd317b9fe08d911cc7830b21a478476fcbe884abb741d5.safetensors",
        "id":"upload-1"},
        "state":{"key":"jobs/one-hot/models/00000001/55867fc58b97bb513bbd317b9fe08d911cc7830b21a478476fcbe884abb741d5.optimizer.safetensors",
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
        {"part":2,"uploads":{"model":{"key":"jobs/one-hot/models/00000001/55867fc58b97bb513bbd317b9fe08d911cc7830b21a478476fcbe884abb741d5.safetensors",
        "id":"upload-1"},
        "state":{"key":"jobs/one-hot/models/00000001/55867fc58b97bb513bbd317b9fe08d911cc7830b21a478476fcbe884abb741d5.optimizer.safetensors",
        "id":"upload-2"}},
        "model":{"tag":"6ef72e55f3fa262c","bytes":12,
        "sha256":"6ef72e55f3fa262c4e8b4494185f5896ac47904afb4075e29266f1620fe3ca57"},
        "state":[{"tag":"be62b0d208f17156","bytes":24,
        "sha256":"be62b0d208f17156b82c5ac0317ca1ddf8a410776ca1e7548b38727950a024e5"}]}\
        """);
  }

  /** Of one-hot updates: clients 0, 1 and 2 differ on the first of two slices, 3 and 4 do not. */
  @Test
  void distances() {
    byte[] file = job.memory.bytes(ObjectKeys.distances(TestJob.ID, 1, 1));
    String header =
        "{\"__metadata__\":{\"job\":\"one-hot\",\"kind\":\"distances\",\"round\":\"1\",\"slice\":\"1\"},"
            + "\"squared_distances\":{\"dtype\":\"F64\",\"shape\":[10],\"data_offsets\":[0,80]}}";

    assertThat(new String(file, 8, header.length(), StandardCharsets.UTF_8)).isEqualTo(header);
    double[] squared = new double[10];
    ByteBuffer.wrap(file, file.length - 80, 80)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asDoubleBuffer()
        .get(squared);
    assertThat(squared).containsExactly(2, 2, 1, 1, 2, 1, 1, 1, 1, 0);
  }
}
