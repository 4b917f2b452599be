package dev.rondo.statemachine;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What an execution did, event by event. */
public final class History {
  /** Step Functions' bound: an execution fails when its history is this long. */
  public static final int MAX_EVENTS = 25_000;

  private static final int WIDTH = 160;

  private final List<HistoryEvent> events = new ArrayList<>();

  void add(Instant timestamp, String type, Optional<String> state, JsonNode details) {
    events.add(new HistoryEvent(events.size() + 1L, timestamp, type, state, details));
  }

  boolean full() {
    // One place is kept for the event that says that the execution has ended.
    return events.size() >= MAX_EVENTS - 1;
  }

  /** A live, read-only view. */
  public List<HistoryEvent> events() {
    return Collections.unmodifiableList(events);
  }

  /** A line for each event: its number, seconds since the start, type, state and details. */
  public String print() {
    StringBuilder text = new StringBuilder();
    for (HistoryEvent event : events) {
      Duration since = Duration.between(events.get(0).timestamp(), event.timestamp());
      text.append(
          String.format(
              Locale.ROOT,
              "%5d  %12.3f s  %-24s %-20s %s%n",
              event.id(),
              since.toMillis() / 1000.0,
              event.type(),
              event.state().orElse(""),
              shorten(event.details().toString())));
    }
    return text.toString();
  }

  private static String shorten(String details) {
    return details.length() <= WIDTH ? details : details.substring(0, WIDTH - 3) + "...";
  }

  @Override
  public String toString() {
    return print();
  }
}
