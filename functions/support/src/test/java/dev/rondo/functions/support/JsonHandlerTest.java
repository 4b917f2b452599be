package dev.rondo.functions.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.functions.testing.Invocation;
import dev.rondo.functions.testing.RecordedLines;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.testing.MemoryStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonHandlerTest {

  private static final String EVENT = "{\"job\":\"mnist\",\"round\":7}";

  private final RecordedLines lines = new RecordedLines();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final Surroundings surroundings =
      new Surroundings(new MemoryStore(), () -> now, lines, RecordedLines.NAMESPACE);

  /** What a function does with an event. */
  private interface Step {
    JsonNode handle(JsonNode event, MeteredStore store, Log log);
  }

  private final class Function extends JsonHandler {

    private final Step step;

    Function(Step step) {
      super(surroundings);
      this.step = step;
    }

    @Override
    protected JsonNode handle(JsonNode event, MeteredStore store, Log log) {
      return step.handle(event, store, log);
    }
  }

  @Test
  void theStepsAnswerIsTheFunctionsAnswer() {
    JsonNode answer = Invocation.call(new Function((event, store, log) -> event), EVENT);

    assertThat(answer.toString()).isEqualTo(EVENT);
  }

  @Test
  void aCallEndsWithALineThatSaysWhatItTook() {
    Function function =
        new Function(
            (event, store, log) -> {
              store.head("a");
              store.head("b");
              store.list("");
              now = now.plusMillis(250);
              return event;
            });
    Invocation.call(function, EVENT);

    assertThat(lines.logs()).hasSize(1);
    assertThat(lines.logs().get(0).toString())
        .isEqualTo(
            "{\"level\":\"INFO\",\"message\":\"Function done\",\"request_id\":\""
                + Invocation.REQUEST_ID
                + "\",\"job\":\"mnist\",\"round\":7,\"event\":\"call\",\"duration_ms\":250,"
                + "\"store_head\":2,\"store_list\":1}");
  }

  @Test
  void anExceptionKeepsItsClassWhichTheStateMachineKnows() {
    StoreException thrown = new StoreException("no answer");
    Function function =
        new Function(
            (event, store, log) -> {
              throw thrown;
            });

    assertThatThrownBy(() -> Invocation.call(function, EVENT)).isSameAs(thrown);
    JsonNode line = lines.logs().get(0);
    assertThat(line.path("level").asText()).isEqualTo("ERROR");
    assertThat(line.path("error").asText()).isEqualTo("dev.rondo.protocol.store.StoreException");
    assertThat(line.path("job").asText()).isEqualTo("mnist");
    assertThat(line.path("round").asInt()).isEqualTo(7);
    assertThat(line.path("stack").asText()).contains("JsonHandlerTest");
  }

  @Test
  void anEventThatIsNoJsonIsBadInput() {
    Function function = new Function((event, store, log) -> event);

    assertThatThrownBy(() -> Invocation.call(function, "{\"job\":"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("The event is not valid");
    assertThat(lines.logs().get(0).path("request_id").asText()).isEqualTo(Invocation.REQUEST_ID);
  }

  @Test
  void whatCoreLogsNamesTheCall() {
    Function function =
        new Function(
            (event, store, log) -> {
              System.getLogger("core")
                  .log(System.Logger.Level.WARNING, "trouble", new StoreException("no answer"));
              System.getLogger("core").log(System.Logger.Level.INFO, "{0} of {1}", 2, 3);
              System.getLogger("core").log(System.Logger.Level.DEBUG, "not shown");
              return event;
            });
    Invocation.call(function, EVENT);

    List<String> shown = new ArrayList<>();
    for (JsonNode line : lines.logs()) {
      List<String> fields =
          Arrays.asList(
              line.path("level").asText(),
              line.path("message").asText(),
              line.path("logger").asText(),
              line.path("job").asText(),
              line.path("error_message").asText());
      shown.add(String.join("|", fields));
    }
    assertThat(shown)
        .containsExactly(
            "WARN|trouble|core|mnist|no answer",
            "INFO|2 of 3|core|mnist|",
            "INFO|Function done||mnist|");
  }
}
