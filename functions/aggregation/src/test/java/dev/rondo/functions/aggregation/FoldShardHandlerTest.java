package dev.rondo.functions.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.functions.support.Metric;
import dev.rondo.rounds.testing.TestJob;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FoldShardHandlerTest {

  private final Functions functions = new Functions();

  @BeforeEach
  void upload() {
    functions.job.shards = 2;
    functions.job.open(1);
    for (int client = 0; client < 4; client++) {
      functions.job.fold(functions.job.upload(1, client));
    }
  }

  private static String payload(String shard, String phase) {
    return "{\"job\":\"%s\",\"round\":1,\"shard\":%s,\"phase\":\"%s\"}"
        .formatted(TestJob.ID, shard, phase);
  }

  @Test
  void theShardsThatTheMasterNamesMakeTheVersionThatItCommits() {
    JsonNode answer = functions.aggregate(1);
    assertThat(answer.toString())
        .isEqualTo(
            "{\"status\":\"sharded\",\"evaluate\":false,\"phase\":\"fold\",\"shards\":[1,2]}");
    for (JsonNode shard : answer.path("shards")) {
      String payload = payload(shard.asText(), answer.path("phase").asText());
      assertThat(functions.foldShard(payload).toString()).isEqualTo("{\"shard\":" + shard + "}");
    }

    assertThat(functions.aggregate(1).path("status").asText()).isEqualTo("committed");
    assertThat(functions.job.counts(1)).containsExactly(1, 1, 1, 1, 0, 0);
    // 4 updates, in slices of 3 numbers each; the master has read nothing but markers.
    assertThat(functions.lines.values(Metric.BYTES_FOLDED)).contains(48.0);
  }

  @Test
  void whatIsNoShardIsToldByItsName() {
    functions.aggregate(1);

    assertThatThrownBy(() -> functions.foldShard(payload("\"one\"", "fold")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'shard'");
    assertThatThrownBy(() -> functions.foldShard(payload("3", "fold")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no shard 3");
    assertThatThrownBy(() -> functions.foldShard(payload("1", "sleep")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
