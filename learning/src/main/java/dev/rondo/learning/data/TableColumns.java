package dev.rondo.learning.data;

import dev.rondo.protocol.data.DataDescription;
import dev.rondo.protocol.data.DataSettings;
import dev.rondo.settings.Spelling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The columns of a table, by their names. Without a line of names, they are the columns' numbers
 * from 1.
 *
 * @param header whether files have a line of names
 * @param features the columns that a model sees, in its order
 * @param label the column with the labels
 * @param ignored columns that a file may have besides
 * @param source where these columns are from, for messages about another file
 */
record TableColumns(
    boolean header, List<String> features, String label, List<String> ignored, String source) {

  /** Names of the column with the labels, in any case, if the user gives none. */
  private static final List<String> LABEL_NAMES =
      List.of("label", "target", "class", "outcome", "diagnosis", "species");

  /** This is one, too, if no column has a name of the list: else it is a coordinate. */
  private static final String LAST_NAME = "y";

  /** The place of the label. */
  static final int LABEL = -1;

  /** The place of a column that is not used. */
  static final int IGNORED = -2;

  private static final int MOST_SHOWN = 12;

  TableColumns {
    features = List.copyOf(features);
    ignored = List.copyOf(ignored);
  }

  /** Those of the job's data. */
  static TableColumns of(DataDescription known) {
    return new TableColumns(
        known.header(), known.columns(), known.label(), known.ignored(), "the job's data");
  }

  /**
   * Those of a file by its first line.
   *
   * @param names the names of its columns
   * @param header whether the file has a line of names
   */
  static TableColumns of(Path path, List<String> names, boolean header, DataSettings settings) {
    for (String name : settings.ignored()) {
      if (!names.contains(name)) {
        throw new BadDataException(
            path,
            "has no column \"%s\" to ignore.%s Its columns are %s"
                .formatted(name, Spelling.question(name, names), list(names)));
      }
    }
    List<String> used = new ArrayList<>(names);
    used.removeAll(settings.ignored());
    String label = label(path, used, header, settings);
    used.remove(label);
    if (used.isEmpty()) {
      throw new BadDataException(
          path, "has no column besides the label \"%s\"".formatted(Fields.shown(label)));
    }
    return new TableColumns(
        header, used, label, settings.ignored(), String.valueOf(path.getFileName()));
  }

  private static String label(
      Path path, List<String> names, boolean header, DataSettings settings) {
    if (settings.label().isPresent()) {
      return named(path, names, settings.label().get());
    }
    if (!header) {
      throw new BadDataException(
          path,
          "has no line of names, so the label column must be given by its number from 1 to %s, such as label: 1 (--label 1)"
              .formatted(names.size()));
    }
    List<String> found = named(names, LABEL_NAMES);
    if (found.isEmpty()) {
      found = named(names, List.of(LAST_NAME));
    }
    if (found.size() == 1) {
      return found.get(0);
    }
    String problem =
        found.isEmpty()
            ? "none of its columns is named %s or %s"
                .formatted(String.join(", ", LABEL_NAMES), LAST_NAME)
            : "several columns could be the label: " + list(found);
    throw new BadDataException(
        path,
        "%s. Name the column with the labels: label: NAME (--label NAME). Its columns are %s"
            .formatted(problem, list(names)));
  }

  private static List<String> named(List<String> names, List<String> usual) {
    return names.stream().filter(name -> usual.contains(name.toLowerCase(Locale.ROOT))).toList();
  }

  private static String named(Path path, List<String> names, String wanted) {
    if (names.contains(wanted)) {
      return wanted;
    }
    List<String> alike = names.stream().filter(wanted::equalsIgnoreCase).toList();
    if (alike.size() == 1) {
      return alike.get(0);
    }
    throw new BadDataException(
        path,
        "has no column \"%s\" for the label.%s Its columns are %s"
            .formatted(Fields.shown(wanted), Spelling.question(wanted, names), list(names)));
  }

  /**
   * For each column of a file the place of its values in an example, {@link #LABEL} or {@link
   * #IGNORED}.
   *
   * @throws BadDataException if the file lacks a column or has another one
   */
  int[] places(Path path, List<String> names) {
    Set<String> present = new HashSet<>(names);
    for (String needed : needed()) {
      if (!present.contains(needed)) {
        throw new BadDataException(
            path,
            "has no column \"%s\", which %s has. Its columns are %s"
                .formatted(Fields.shown(needed), source, list(names)));
      }
    }
    Map<String, Integer> place = new HashMap<>();
    for (String name : features) {
      place.put(name, place.size());
    }
    int[] places = new int[names.size()];
    for (int i = 0; i < places.length; i++) {
      String name = names.get(i);
      if (name.equals(label)) {
        places[i] = LABEL;
      } else if (ignored.contains(name)) {
        places[i] = IGNORED;
      } else if (place.containsKey(name)) {
        places[i] = place.get(name);
      } else {
        throw new BadDataException(
            path,
            "has the column \"%s\", which %s does not have. Remove it, or ignore it in the job: ignore_columns: %s (--ignore-columns)"
                .formatted(Fields.shown(name), source, Fields.shown(name)));
      }
    }
    return places;
  }

  private List<String> needed() {
    List<String> needed = new ArrayList<>(features);
    needed.add(label);
    return needed;
  }

  /** Names, as many as a message can hold. */
  static String list(List<String> names) {
    String first = String.join(", ", names.stream().limit(MOST_SHOWN).map(Fields::shown).toList());
    return names.size() > MOST_SHOWN ? first + ", ... (" + names.size() + " in all)" : first;
  }

  /** Whether all columns that this table needs are among the names. */
  boolean areNamedBy(List<String> names) {
    return new HashSet<>(names).containsAll(needed());
  }
}
