package dev.rondo.functions.support;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.protocol.json.Json;
import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * A structured log: each line is one JSON object with {@code level}, {@code message} and the fields
 * that this log was given ({@code job}, {@code round}, {@code client}, {@code request_id}); a
 * failure brings {@code error}, {@code error_message} and {@code stack}.
 */
public final class Log {

  /** CloudWatch accepts 256 KB for each event, so deeper causes are cut off. */
  private static final int MAX_STACK = 32_000;

  private static final int MAX_MESSAGE = 1_000;

  private final Lines lines;
  private final ObjectNode fields;

  public Log(Lines lines) {
    this(lines, JsonNodeFactory.instance.objectNode());
  }

  private Log(Lines lines, ObjectNode fields) {
    this.lines = lines;
    this.fields = fields;
  }

  /** The same log with one more field on each line. */
  public Log with(String field, String value) {
    return new Log(lines, fields.deepCopy().put(field, value));
  }

  /** The same log with one more field on each line. */
  public Log with(String field, long value) {
    return new Log(lines, fields.deepCopy().put(field, value));
  }

  /** The same log with one more field on each line. */
  public Log with(String field, double value) {
    return new Log(lines, fields.deepCopy().put(field, value));
  }

  public void info(String message) {
    lines.write(text(line("INFO", message)));
  }

  public void warn(String message) {
    lines.write(text(line("WARN", message)));
  }

  public void warn(String message, Throwable error) {
    lines.write(text(withError(line("WARN", message), error)));
  }

  public void error(String message, Throwable error) {
    lines.write(text(withError(line("ERROR", message), error)));
  }

  private ObjectNode line(String level, String message) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("level", level).put("message", message);
    line.setAll(fields);
    return line;
  }

  private static ObjectNode withError(ObjectNode line, Throwable error) {
    StringWriter stack = new StringWriter();
    error.printStackTrace(new PrintWriter(stack));
    return line.put("error", error.getClass().getName())
        .put("error_message", cut(String.valueOf(error.getMessage()), MAX_MESSAGE))
        .put("stack", cut(stack.toString(), MAX_STACK));
  }

  private static String cut(String text, int length) {
    return text.length() > length ? text.substring(0, length) : text;
  }

  private static String text(ObjectNode line) {
    return Json.text(line);
  }
}
