package dev.rondo.functions.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.functions.support.Metric;
import dev.rondo.rounds.testing.TestJob;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FoldPartHandlerTest {

  private final Functions functions = new Functions();

  @BeforeEach
  void upload() {
    functions.job.parts = 2;
    functions.job.open(1);
    for (int client = 0; client < 4; client++) {
      functions.job.fold(functions.job.upload(1, client));
    }
  }

  private static String payload(String part, String phase) {
    return "{\"job\":\"%s\",\"round\":1,\"part\":%s,\"phase\":\"%s\"}"
        .formatted(TestJob.ID, part, phase);
  }

  @Test
  void thePartsThatTheMasterNamesMakeTheVersionThatItCommits() {
    JsonNode answer = functions.aggregate(1);
    assertThat(answer.toString())
        .isEqualTo(
            "{\"status\":\"fan_out\",\"evaluate\":false,\"phase\":\"fold\",\"parts\":[1,2]}");
    for (JsonNode part : answer.path("parts")) {
      String payload = payload(part.asText(), answer.path("phase").asText());
      assertThat(functions.foldPart(payload).toString()).isEqualTo("{\"part\":" + part + "}");
    }

    assertThat(functions.aggregate(1).path("status").asText()).isEqualTo("committed");
    assertThat(functions.job.counts(1)).containsExactly(1, 1, 1, 1, 0, 0);
    // 4 updates, in slices of 3 numbers each; the master has read nothing but markers.
    assertThat(functions.lines.values(Metric.BYTES_FOLDED)).contains(48.0);
  }

  @Test
  void whatIsNoPartIsToldByItsName() {
    functions.aggregate(1);

    assertThatThrownBy(() -> functions.foldPart(payload("\"one\"", "fold")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'part'");
    assertThatThrownBy(() -> functions.foldPart(payload("3", "fold")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no part 3");
    assertThatThrownBy(() -> functions.foldPart(payload("1", "sleep")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
