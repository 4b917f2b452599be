package dev.rondo.rounds.job;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
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
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads a flat YAML mapping from the parser's events. No document is ever built, so aliases cannot
 * multiply and nesting cannot exhaust the stack; both are problems with a line.
 */
final class YamlSettings {

  /** Deeper nesting ends the reading: nothing sensible follows it. */
  private static final int DEEPEST = 16;

  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
  private static final Set<String> BOOLEANS =
      Set.of("true", "True", "TRUE", "false", "False", "FALSE");

  private final String fileName;
  private final Map<String, Settings.Entry> entries = new LinkedHashMap<>();
  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, String> unreadable = new LinkedHashMap<>();
  private boolean complete = true;

  /** The key read last, if its value went over several lines. */
  private @Nullable String keyOfLongValue;

  private YamlSettings(String fileName) {
    this.fileName = fileName;
  }

  static Settings read(String fileName, String text) {
    YamlSettings reader = new YamlSettings(fileName);
    reader.read(text);
    return new Settings(reader.entries, reader.problems, reader.unreadable, reader.complete);
  }

  private void read(String text) {
    if (text.getBytes(StandardCharsets.UTF_8).length > Settings.MAX_YAML_BYTES) {
      stop(
          fileName,
          "is larger than 1 MiB: a job's settings fit on a page; is this the right file?");
      return;
    }
    try {
      LoadSettings settings = LoadSettings.builder().setLabel(fileName).build();
      stream(new Parse(settings).parseString(text).iterator());
    } catch (ReaderException e) {
      int before =
          text.offsetByCodePoints(
              0, Math.min(e.getPosition(), text.codePointCount(0, text.length())));
      long line = 1 + text.substring(0, before).chars().filter(c -> c == '\n').count();
      stop(fileName + ":" + line, "is not YAML: it holds a character that YAML forbids; remove it");
    } catch (MarkedYamlEngineException e) {
      forgetTornValue();
      stop(
          place(e.getProblemMark().or(e::getContextMark)),
          "is not YAML: " + reason(e) + "; write one setting a line, as in \"clients: 100\"");
    } catch (YamlEngineException e) {
      stop(fileName, "is not YAML: " + oneLine(String.valueOf(e.getMessage())));
    }
  }

  /**
   * A line that is not YAML may first be taken as the continuation of the value above; what was
   * read of that value is then nothing the user meant.
   */
  private void forgetTornValue() {
    if (keyOfLongValue != null) {
      entries.remove(keyOfLongValue);
    }
  }

  private void stop(String place, String message) {
    problems.add(new Problem(place, message));
    complete = false;
  }

  /** "found unexpected end of stream while scanning a quoted scalar that begins at job.yaml:1". */
  private String reason(MarkedYamlEngineException e) {
    String reason = oneLine(String.valueOf(e.getProblem()));
    return e.getContextMark().isPresent() && e.getContext() != null
        ? reason + " " + oneLine(e.getContext()) + " that begins at " + place(e.getContextMark())
        : reason;
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ").replaceAll("\\p{C}", "?").strip();
  }

  private void stream(Iterator<Event> events) {
    int documents = 0;
    while (complete && events.hasNext()) {
      Event event = events.next();
      if (event instanceof DocumentStartEvent) {
        documents++;
        if (documents > 1) {
          stop(
              place(event.getStartMark()),
              "begins a second document: keep all settings in one, without \"---\" between them");
        }
      } else if (event instanceof MappingStartEvent start) {
        decorations(start)
            .ifPresent(what -> problems.add(new Problem(place(start.getStartMark()), what)));
        mapping(events);
      } else if (event instanceof NodeEvent node && !isNull(node)) {
        stop(
            place(event.getStartMark()),
            "is not a list of settings: write one a line, as in \"clients: 100\"");
      }
    }
  }

  private void mapping(Iterator<Event> events) {
    while (complete) {
      Event key = events.next();
      if (key instanceof MappingEndEvent) {
        return;
      }
      String keyPlace = place(key.getStartMark());
      boolean plainKey = key instanceof ScalarEvent scalar && decorations(scalar).isEmpty();
      if (!plainKey) {
        problems.add(new Problem(keyPlace, "a key must be a plain word, as in \"clients: 100\""));
      }
      skip(key, events);
      if (!complete) {
        return;
      }
      Event value = events.next();
      if (plainKey) {
        entry(((ScalarEvent) key).getValue(), keyPlace, value);
      }
      skip(value, events);
    }
  }

  private void entry(String key, String place, Event value) {
    Settings.Entry read = entries.get(key);
    String first = read == null ? unreadable.get(key) : read.place();
    if (first != null) {
      problems.add(
          new Problem(
              place, shownKey(key) + " is set twice, first at " + first + ": keep one of them"));
      return;
    }
    Optional<String> fault = fault(key, value);
    if (fault.isPresent()) {
      unreadable.put(key, place);
      problems.add(new Problem(place, shownKey(key) + " " + fault.get()));
    } else {
      entries.put(key, new Settings.Entry(((ScalarEvent) value).getValue(), place));
      keyOfLongValue = place(value.getStartMark()).equals(place(value.getEndMark())) ? null : key;
    }
  }

  private static Optional<String> fault(String key, Event value) {
    if (value instanceof ScalarEvent scalar) {
      Optional<String> decorations = decorations(scalar);
      if (decorations.isPresent()) {
        return decorations;
      }
      if (isNull(scalar)) {
        return Optional.of("has no value: write one after the colon, or remove the line");
      }
      return scalar.isPlain() && BOOLEANS.contains(scalar.getValue())
          ? Optional.of("is a boolean, which no setting is: write a value, in quotes if it is text")
          : Optional.empty();
    }
    if (value instanceof AliasEvent) {
      return Optional.of("is an alias (*): write the value itself");
    }
    return Optional.of(
        (value instanceof MappingStartEvent ? "is a mapping" : "is a list")
            + ": it takes one value, as in \""
            + shownKey(key)
            + ": ...\"");
  }

  private static Optional<String> decorations(NodeEvent event) {
    if (event.getAnchor().isPresent()) {
      return Optional.of("has an anchor (&): remove it, no setting can refer to another");
    }
    Optional<String> tag =
        event instanceof ScalarEvent scalar
            ? scalar.getTag()
            : event instanceof CollectionStartEvent start ? start.getTag() : Optional.empty();
    return tag.map(name -> "has a tag (" + oneLine(name) + "): remove it");
  }

  private static boolean isNull(NodeEvent event) {
    return event instanceof ScalarEvent scalar
        && scalar.isPlain()
        && NULLS.contains(scalar.getValue());
  }

  /** Passes over what is inside a list or a mapping. */
  private void skip(Event start, Iterator<Event> events) {
    int depth = start instanceof CollectionStartEvent ? 1 : 0;
    while (depth > 0) {
      Event event = events.next();
      if (event instanceof CollectionStartEvent) {
        depth++;
      } else if (event instanceof CollectionEndEvent) {
        depth--;
      }
      if (depth > DEEPEST) {
        stop(place(event.getStartMark()), "is nested too deeply: settings are not nested at all");
        return;
      }
    }
  }

  private static String shownKey(String key) {
    String shown = Field.shown(key);
    return key.matches("[a-z0-9_]{1,40}") ? key : shown;
  }

  private String place(Optional<Mark> mark) {
    return mark.map(present -> fileName + ":" + (present.getLine() + 1)).orElse(fileName);
  }
}
