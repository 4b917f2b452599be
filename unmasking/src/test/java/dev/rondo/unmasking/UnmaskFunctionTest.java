package dev.rondo.unmasking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.round.UnmaskRequest;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectKeys;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnmaskFunctionTest {

  private final Party party = new Party(5);

  /** What the account of the job writes, which has no range. */
  private void decide(String... clients) {
    ObjectNode document = (ObjectNode) Json.tree(party.request(clients));
    document.remove(List.of("from", "to"));
    party.answers.put(
        ObjectKeys.unmaskRequest(Party.JOB, Party.ROUND), Content.of(Json.bytes(document)));
  }

  private JsonNode call(String payload) {
    return UnmaskFunction.run(
        party.helper(),
        party.answers,
        Json.parse(payload.getBytes(StandardCharsets.UTF_8), JsonNode.class, "the payload"));
  }

  @Test
  void theContributorsAreReadFromTheBucketOfTheJob() {
    decide("client-0", "client-1", "client-3");
    UnmaskRequest request = party.request(List.of("client-0", "client-1", "client-3"), 10, 900);

    JsonNode answer = call("{\"job\":\"mnist\",\"round\":7,\"from\":10,\"to\":900}");

    assertThat(answer)
        .isEqualTo(JsonNodeFactory.instance.objectNode().put("masks", request.answer()));
    assertThat(party.unmasked(request)).isEqualTo(party.plain(request));
  }

  @Test
  void aRefusalIsAnAnswer() {
    decide("client-0", "client-1");

    JsonNode answer = call("{\"job\":\"mnist\",\"round\":7,\"from\":0,\"to\":1000}");

    assertThat(answer.path("refused").asText()).isEqualTo("too_few");
    assertThat(answer.path("detail").asText()).contains("the helper's minimum is 3");
    assertThat(answer).hasSize(2);
  }

  @Test
  void aRoundWithoutContributorsIsNotTriedAgain() {
    assertThatThrownBy(() -> call("{\"job\":\"mnist\",\"round\":7,\"from\":0,\"to\":1000}"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("jobs/mnist/rounds/00000007/unmask.json does not exist");
  }

  /** A copy of another round's contributors would be another set for this round. */
  @Test
  void contributorsOfAnotherRoundAreRefused() {
    decide("client-0", "client-1", "client-2");
    party.answers.put(
        ObjectKeys.unmaskRequest(Party.JOB, 8),
        Content.of(party.answers.bytes(ObjectKeys.unmaskRequest(Party.JOB, Party.ROUND))));

    assertThatThrownBy(() -> call("{\"job\":\"mnist\",\"round\":8,\"from\":0,\"to\":1000}"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "jobs/mnist/rounds/00000008/unmask.json must be of job mnist and round 8, but is of job"
                + " mnist and round 7");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|A job's id must be",
        "{\"job\":\"../x\",\"round\":7,\"from\":0,\"to\":1}|A job's id must be",
        "{\"job\":\"mnist\",\"round\":0,\"from\":0,\"to\":1}|A round must be 1 to 99999999",
        "{\"job\":\"mnist\",\"round\":\"7\",\"from\":0,\"to\":1}|'round' must be a whole number",
        "{\"job\":\"mnist\",\"round\":7,\"to\":1}|'from' must be a whole number",
        "{\"job\":\"mnist\",\"round\":7,\"from\":0,\"to\":1.5}|'to' must be a whole number",
        "{\"job\":\"mnist\",\"round\":7,\"from\":5,\"to\":5}|not empty, but is 5 to 5",
      })
  void aPayloadThatCannotBeMeantIsRefused(String payload, String message) {
    decide("client-0", "client-1", "client-2");

    assertThatThrownBy(() -> call(payload))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(message);
  }
}
