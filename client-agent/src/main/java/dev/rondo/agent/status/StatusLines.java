package dev.rondo.agent.status;

import dev.rondo.protocol.json.Json;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The log of the agent: one JSON object on each line with {@code time}, {@code level} (info, warn,
 * error), {@code state}, {@code client}, other fields, and {@code message} last.
 */
public final class StatusLines {

  private final PrintStream out;
  private final InstantSource clock;
  private final String client;

  public StatusLines(PrintStream out, InstantSource clock, String client) {
    this.out = out;
    this.clock = clock;
    this.client = client;
  }

  /** Starts a line about the agent as a whole. */
  public Line line(String state) {
    return new Line(state);
  }

  /** A line under construction. */
  public final class Line {

    private final Map<String, Object> fields = new LinkedHashMap<>();

    private Line(String state) {
      fields.put("time", clock.instant().toString());
      fields.put("level", "info");
      fields.put("state", state);
      fields.put("client", client);
    }

    /** Adds a field. A number that JSON cannot represent becomes a string. */
    public Line with(String name, Object value) {
      boolean strange = value instanceof Double number && !Double.isFinite(number);
      fields.put(name, strange ? value.toString() : value);
      return this;
    }

    public Line with(String name, Optional<?> value) {
      value.ifPresent(present -> with(name, present));
      return this;
    }

    /** Logs an event that needs attention. */
    public void warn(String message) {
      fields.put("level", "warn");
      info(message);
    }

    public void info(String message) {
      fields.put("message", message);
      print();
    }

    public void print() {
      String line = Json.text(fields);
      synchronized (out) {
        out.println(line);
        out.flush();
      }
    }
  }
}
