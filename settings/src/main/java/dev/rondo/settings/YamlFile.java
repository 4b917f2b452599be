package dev.rondo.settings;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads settings from a YAML or JSON file: one flat mapping of keys to values or lists of values.
 *
 * <p>It reads the parser's events and never builds a document, so aliases cannot multiply and
 * nesting cannot exhaust the stack; both are problems with a line.
 */
public final class YamlFile {

  /** Larger files are refused, in bytes of UTF-8. */
  private static final int MAX_BYTES = 1 << 20;

  private final String fileName;
  private final RawSettings.Collector found = new RawSettings.Collector();
  private final YamlEvents events;

  private YamlFile(String fileName) {
    this.fileName = fileName;
    this.events = new YamlEvents(fileName, found);
  }

  /** The settings of a file. Problems, including a missing file, are kept in the result. */
  public static RawSettings read(Path file) {
    YamlFile reader = new YamlFile(file.getFileName() == null ? "" : file.getFileName().toString());
    try {
      if (Files.size(file) <= MAX_BYTES) {
        reader.parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
      } else {
        reader.stop(tooLarge(file.toString()));
      }
    } catch (NoSuchFileException e) {
      reader.stop(new Problem(file.toString(), file.toAbsolutePath() + " does not exist"));
    } catch (IOException e) {
      reader.stop(new Problem(file.toString(), file.toAbsolutePath() + " cannot be read: " + e));
    }
    return reader.found.settings();
  }

  /**
   * The settings of a text.
   *
   * @param fileName for places such as {@code job.yaml:3}
   */
  public static RawSettings parse(String fileName, String text) {
    YamlFile reader = new YamlFile(fileName);
    if (text.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES) {
      reader.parse(text);
    } else {
      reader.stop(tooLarge(fileName));
    }
    return reader.found.settings();
  }

  private static Problem tooLarge(String file) {
    return new Problem(file, file + " is larger than 1 MiB. Is it the right file?");
  }

  private void parse(String text) {
    try {
      LoadSettings settings = LoadSettings.builder().setLabel(fileName).build();
      events.read(new Parse(settings).parseString(text).iterator());
    } catch (ReaderException e) {
      int before =
          text.offsetByCodePoints(
              0, Math.min(e.getPosition(), text.codePointCount(0, text.length())));
      long line = 1 + text.substring(0, before).chars().filter(c -> c == '\n').count();
      events.stop(
          fileName + ":" + line, "not valid YAML: it has a character that YAML forbids; remove it");
    } catch (MarkedYamlEngineException e) {
      events.forgetTornValue();
      events.stop(
          events.place(e.getProblemMark().or(e::getContextMark)),
          "not valid YAML: " + reason(e) + "; " + YamlEvents.ONE_PER_LINE);
    } catch (YamlEngineException e) {
      events.stop(
          fileName, "not valid YAML: " + YamlEvents.oneLine(String.valueOf(e.getMessage())));
    }
  }

  private void stop(Problem problem) {
    found.problems.add(problem);
    found.complete = false;
  }

  /** "found unexpected end of stream while scanning a quoted scalar that begins at job.yaml:1". */
  private String reason(MarkedYamlEngineException e) {
    String reason = YamlEvents.oneLine(String.valueOf(e.getProblem()));
    return e.getContextMark().isPresent() && e.getContext() != null
        ? reason
            + " "
            + YamlEvents.oneLine(e.getContext())
            + " that begins at "
            + events.place(e.getContextMark())
        : reason;
  }
}
