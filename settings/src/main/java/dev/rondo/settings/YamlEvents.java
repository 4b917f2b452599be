package dev.rondo.settings;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;

/** Collects the settings of a YAML file from the parser's events. */
final class YamlEvents {

  static final String ONE_PER_LINE = "write one setting per line, as in \"clients: 100\"";

  /** Reading stops at deeper nesting. */
  private static final int DEEPEST = 16;

  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
  private static final Set<String> BOOLEANS =
      Set.of("true", "True", "TRUE", "false", "False", "FALSE");

  private final String fileName;
  private final RawSettings.Collector found;

  /** The key read last, if its value spans several lines. */
  private @Nullable String keyOfLongValue;

  YamlEvents(String fileName, RawSettings.Collector found) {
    this.fileName = fileName;
    this.found = found;
  }

  void read(Iterator<Event> events) {
    int documents = 0;
    while (found.complete && events.hasNext()) {
      Event event = events.next();
      if (event instanceof DocumentStartEvent && ++documents > 1) {
        stop(
            place(event.getStartMark()),
            "starts a second document; keep all settings in one document, without \"---\"");
      } else if (event instanceof MappingStartEvent start) {
        decorations(start)
            .ifPresent(what -> problem(place(start.getStartMark()), "a mapping " + what));
        mapping(events);
      } else if (event instanceof NodeEvent node && !isNull(node)) {
        stop(place(event.getStartMark()), "not a mapping of settings; " + ONE_PER_LINE);
      }
    }
  }

  /**
   * The parser may take a line that is not YAML for a continuation of the value above; that value
   * is then not what the user meant.
   */
  void forgetTornValue() {
    if (keyOfLongValue != null) {
      found.entries.remove(keyOfLongValue);
    }
  }

  void stop(String place, String message) {
    problem(place, message);
    found.complete = false;
  }

  private void problem(String place, String message) {
    found.problems.add(Problem.at(place, message));
  }

  private void mapping(Iterator<Event> events) {
    while (found.complete) {
      Event key = events.next();
      if (key instanceof MappingEndEvent) {
        return;
      }
      String place = place(key.getStartMark());
      boolean plainKey = key instanceof ScalarEvent scalar && decorations(scalar).isEmpty();
      if (!plainKey) {
        problem(place, "a key must be a plain word, as in \"clients: 100\"");
      }
      contents(key, events);
      if (!found.complete) {
        return;
      }
      Event value = events.next();
      List<Event> contents = contents(value, events);
      if (plainKey && found.complete) {
        entry(((ScalarEvent) key).getValue(), place, value, contents);
      }
    }
  }

  private void entry(String key, String place, Event value, List<Event> contents) {
    RawSettings.Entry read = found.entries.get(key);
    String first = read == null ? found.unreadable.get(key) : read.place();
    if (first != null) {
      problem(place, shownKey(key) + " is already set at " + first + "; keep one of them");
      return;
    }
    Optional<String> fault = fault(value, contents);
    if (fault.isPresent()) {
      found.unreadable.put(key, place);
      problem(place, shownKey(key) + " " + fault.get());
      return;
    }
    found.entries.put(key, entry(value, contents, place));
    keyOfLongValue = place(value.getStartMark()).equals(place(value.getEndMark())) ? null : key;
  }

  private static RawSettings.Entry entry(Event value, List<Event> contents, String place) {
    if (!(value instanceof ScalarEvent scalar)) {
      String joined =
          contents.stream()
              .map(item -> ((ScalarEvent) item).getValue())
              .collect(Collectors.joining(","));
      return new RawSettings.Entry(joined, place, Kind.Shape.LIST);
    }
    boolean isBoolean = scalar.isPlain() && BOOLEANS.contains(scalar.getValue());
    return new RawSettings.Entry(
        scalar.getValue(), place, isBoolean ? Kind.Shape.BOOLEAN : Kind.Shape.ONE);
  }

  private static Optional<String> fault(Event value, List<Event> contents) {
    if (value instanceof AliasEvent) {
      return Optional.of("is an alias (*); write the value itself");
    }
    if (value instanceof MappingStartEvent) {
      return Optional.of("is a mapping; it takes one value or a list of values");
    }
    Optional<String> decorations = decorations((NodeEvent) value);
    if (decorations.isPresent()) {
      return decorations;
    }
    if (isNull((NodeEvent) value)) {
      return Optional.of("has no value; write one after the colon or remove the line");
    }
    boolean flat =
        contents.stream()
            .allMatch(item -> item instanceof ScalarEvent node && decorations(node).isEmpty());
    return flat ? Optional.empty() : Optional.of("is a nested list; it takes one value or a list");
  }

  private static Optional<String> decorations(NodeEvent event) {
    if (event.getAnchor().isPresent()) {
      return Optional.of("has an anchor (&); remove it, settings cannot refer to each other");
    }
    Optional<String> tag =
        event instanceof ScalarEvent scalar
            ? scalar.getTag()
            : event instanceof CollectionStartEvent start ? start.getTag() : Optional.empty();
    return tag.map(name -> "has a tag (" + oneLine(name) + "); remove it");
  }

  private static boolean isNull(NodeEvent event) {
    return event instanceof ScalarEvent scalar
        && scalar.isPlain()
        && NULLS.contains(scalar.getValue());
  }

  /** The events inside of a list or a mapping; none of a scalar. */
  private List<Event> contents(Event start, Iterator<Event> events) {
    List<Event> contents = new ArrayList<>();
    int depth = start instanceof CollectionStartEvent ? 1 : 0;
    while (depth > 0) {
      Event event = events.next();
      if (event instanceof CollectionStartEvent) {
        depth++;
      } else if (event instanceof CollectionEndEvent) {
        depth--;
      }
      if (depth > DEEPEST) {
        stop(place(event.getStartMark()), "is nested too deeply; settings are not nested");
        return List.of();
      }
      if (depth > 0) {
        contents.add(event);
      }
    }
    return contents;
  }

  private static String shownKey(String key) {
    return key.matches("[a-z0-9_]{1,40}") ? key : Problem.quoted(key);
  }

  static String oneLine(String text) {
    return text.replaceAll("\\s+", " ").replaceAll("\\p{C}", "?").strip();
  }

  String place(Optional<Mark> mark) {
    return mark.map(present -> fileName + ":" + (present.getLine() + 1)).orElse(fileName);
  }
}
