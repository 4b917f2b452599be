package dev.rondo.functions.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.functions.testing.RecordedLines;
import dev.rondo.protocol.store.StoreException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogTest {

  private final RecordedLines lines = new RecordedLines();
  private final Log log = new Log(lines);

  @Test
  void aLineIsOneObjectWithLevelMessageAndFields() {
    log.with("job", "mnist").with("round", 3).with("loss", 0.5).info("a \"quoted\"\nmessage");

    assertThat(lines.logs().get(0).toString())
        .isEqualTo(
            "{\"level\":\"INFO\",\"message\":\"a \\\"quoted\\\"\\nmessage\",\"job\":\"mnist\","
                + "\"round\":3,\"loss\":0.5}");
  }

  @Test
  void aFieldThatOneLogWasGivenIsNotInAnother() {
    Log one = log.with("client", "c1");
    log.with("client", "c2").info("two");
    one.info("one");
    log.info("none");

    assertThat(lines.logs().stream().map(line -> line.path("client").asText()))
        .containsExactly("c2", "c1", "");
  }

  @Test
  void aFailureBringsItsClassMessageAndStack() {
    log.error("it failed", new StoreException("no answer", new IOException("reset")));

    JsonNode line = lines.logs().get(0);
    assertThat(line.path("level").asText()).isEqualTo("ERROR");
    assertThat(line.path("error").asText()).isEqualTo("dev.rondo.protocol.store.StoreException");
    assertThat(line.path("error_message").asText()).isEqualTo("no answer");
    assertThat(line.path("stack").asText())
        .contains(
            "at dev.rondo.functions.support.LogTest.", "Caused by: java.io.IOException: reset");
  }

  @Test
  void aHugeStackIsCutAndTheLineStaysAnEvent() {
    log.error("it failed", new StoreException("x".repeat(500_000)));

    assertThat(lines.logs().get(0).path("stack").asText()).hasSize(32_000);
    assertThat(lines.logs().get(0).path("error_message").asText()).hasSizeLessThan(2_000);
  }

  @Test
  void aLineGoesOutInOnePiece() {
    List<String> pieces = new ArrayList<>();
    PrintStream before = System.out;
    System.setOut(
        new PrintStream(
            new OutputStream() {
              @Override
              public void write(int b) {
                pieces.add(Character.toString(b));
              }

              @Override
              public void write(byte[] bytes, int offset, int length) {
                pieces.add(new String(bytes, offset, length, StandardCharsets.UTF_8));
              }
            },
            false,
            StandardCharsets.UTF_8));
    try {
      new Log(Lines.standardOutput()).info("é".repeat(30_000));
    } finally {
      System.setOut(before);
    }

    assertThat(pieces).hasSize(1);
    assertThat(pieces.get(0)).endsWith("é\"}\n").hasSizeGreaterThan(30_000);
  }
}
