package dev.rondo.protocol.testing;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** JSON that parsers stumble over, whatever it should have been; some of it is no JSON at all. */
public final class NastyJson {

  private NastyJson() {}

  /** The inputs, each a few bytes to some dozen kilobytes. */
  public static List<byte[]> all() {
    return Stream.of(
            "",
            "null",
            "{}",
            "[]",
            "0",
            "\"\"",
            "[null]",
            "{\"job\":null}",
            "{\"a\":1,\"a\":2}",
            "NaN",
            "-Infinity",
            "1e999999999",
            "1".repeat(60_000),
            "[" + "1e-999999999,".repeat(2000) + "0]",
            "[".repeat(60_000),
            "[".repeat(999) + "]".repeat(999),
            "{\"a\":".repeat(10_000),
            "\"" + "\\ud800".repeat(5000) + "\"",
            "\"" + "x".repeat(60_000) + "\"",
            "{\"" + "x".repeat(60_000) + "\":1}",
            "{\"\\ud800\":\"\\udc00\\u0000\\u001b[2J\"}",
            "\ufeff{}",
            "{} {}")
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }
}
