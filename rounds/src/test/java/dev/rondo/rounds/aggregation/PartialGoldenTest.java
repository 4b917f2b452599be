package dev.rondo.rounds.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.store.Digest;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.UpdateKey;
import dev.rondo.protocol.testing.Golden;
import dev.rondo.protocol.training.Measurement;
import dev.rondo.rounds.scale.RoundLimits;
import dev.rondo.rounds.testing.TestJob;
import dev.rondo.rounds.update.Placement;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PartialGoldenTest {

  private final TestJob job = TestJob.created();

  @BeforeEach
  void open() {
    job.open(1);
  }

  private String onlyPartial() {
    return job.memory.list(ObjectKeys.partials(TestJob.ID, 1)).get(0).key();
  }

  @Test
  void aPartialAggregateIsTheseBytes() {
    PartialAggregate sum = new PartialAggregate(TestJob.CLIENTS);
    sum.accumulator().add(1, new float[] {1, -0.5f}, 3, 2);
    sum.count(new Contributor("c1", 1, "tag-1", 3, 3, 0.5, 1, Optional.empty()));
    sum.count(new Contributor("c0", 0, "tag-0", 1, 2, 0.25, 1, Optional.empty()));
    new PartialFile(job.memory, job.plan(1), Blocks.standard()).write(sum, MetricSums.none());

    assertThat(onlyPartial())
        .isEqualTo("partials/one-hot/00000001/00000002-" + digest() + ".safetensors");
    assertThat(job.memory.bytes(onlyPartial()))
        .isEqualTo(
            Golden.bytes(
                """
                e801000000000000 # the header's length: 488
                :{"__metadata__":{"contributors":"[{\\"client\\":\\"c0\\",\\"seat\\":0,\\"etag\\":\\"tag-0\\",\\"weight\\":1.0,\\"examples\\":2,\\"train_loss\\":0.25,\\"clip\\":1.0,\\"placement\\":null,\\"masked\\":null},{\\"client\\":\\"c1\\",\\"seat\\":1,\\"etag\\":\\"tag-1\\",\\"weight\\":3.0,\\"examples\\":3,\\"train_loss\\":0.5,\\"clip\\":1.0,\\"placement\\":null,\\"masked\\":null}]",
                :"job":"one-hot",
                :"kind":"partial",
                :"round":"1"},
                :"w":{"dtype":"F64","shape":[2,2],"data_offsets":[0,32]},
                :"b":{"dtype":"F64","shape":[2],"data_offsets":[32,48]}}
                0000000000000000 # w[0,0]
                0000000000000840 # w[0,1] = 3 x 1
                000000000000f8bf # w[1,0] = 3 x -0.5
                0000000000000000 # w[1,1]
                0000000000000000 # b[0]
                0000000000000000 # b[1]\
                """));
  }

  @Test
  void theSumOfAGroupIsTheseBytes() {
    PartialAggregate sum = new PartialAggregate(TestJob.CLIENTS);
    sum.accumulator().add(1, new float[] {1, -0.5f}, 3, 2);
    sum.count(new Contributor("c1", 7, "tag-1", 3, 3, 0.5, 1, Optional.empty()));
    sum.count(new Contributor("c0", 10, "tag-0", 1, 2, 0.25, 1, Optional.empty()));
    Decision decision = Decision.of(List.copyOf(sum.contributors()), MetricSums.none());
    new GroupFile(job.memory, job.plan(1), decision, Blocks.standard()).write(2, sum);

    assertThat(job.memory.bytes("partials/one-hot/00000001/group-00000002.safetensors"))
        .isEqualTo(
            Golden.bytes(
                """
                1001000000000000 # the header's length: 272
                :{"__metadata__":{"digest":"DIGEST",
                :"job":"one-hot",
                :"kind":"group",
                :"round":"1",
                :"seats":"[10,7]"},
                :"w":{"dtype":"F64","shape":[2,2],"data_offsets":[0,32]},
                :"b":{"dtype":"F64","shape":[2],"data_offsets":[32,48]}}
                20202020202020 # to a multiple of 8 bytes
                0000000000000000 # w[0,0]
                0000000000000840 # w[0,1] = 3 x 1
                000000000000f8bf # w[1,0] = 3 x -0.5
                0000000000000000 # w[1,1]
                0000000000000000 # b[0]
                0000000000000000 # b[1]\
                """
                    .replace("DIGEST", digest())));
  }

  /** SHA-256 over the ids and tags, in the order of the ids, each with a zero byte behind it. */
  private static String digest() {
    return new Digest().add("c0\0tag-0\0c1\0tag-1\0".getBytes(StandardCharsets.UTF_8)).hex();
  }

  @Test
  void aVerdictIsThisDocument() {
    Contributor contributor =
        new Contributor(
            "c1", 1, "tag-1", 3, 3, 0.5, 1, Optional.of(new Placement(88, List.of(1, 0))));
    Measurement measured =
        new Measurement(5, Map.of("loss", Double.POSITIVE_INFINITY, "accuracy", 0.5));
    Verdicts.ofWorker(job.memory, job.plan(1), Blocks.standard(), RoundLimits.standard())
        .record(
            new Checked.Valid(
                new UpdateKey(TestJob.ID, 1, "c1"), contributor, Optional.of(measured)));

    assertThat(job.memory.bytes("verdicts/one-hot/00000001/00000/00000001.json"))
        .asString()
        .isEqualTo(
            """
            {"contributor":{"client":"c1","seat":1,"etag":"tag-1","weight":3.0,"examples":3,\
            "train_loss":0.5,"clip":1.0,"placement":{"data_offset":88,"order":[1,0]},"masked":null},\
            "measured":{"examples":5,"metrics":{"accuracy":0.5,"loss":null}}}\
            """);
  }
}
