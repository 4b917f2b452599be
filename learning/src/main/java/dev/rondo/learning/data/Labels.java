package dev.rondo.learning.data;

import dev.rondo.protocol.data.DataDescription;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The labels of a table, each text once, with a number for each row. Texts are counted before any
 * memory is allocated for classes.
 */
final class Labels {

  /** With fewer different labels than this, each row may have its own. */
  private static final int FEW = 20;

  private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,18}");

  private final Path path;
  private final Optional<Set<String>> allowed;
  private final Map<String, Seen> seen = new LinkedHashMap<>();
  private int[] rows = new int[64];
  private int size;

  /** A label: its number, its first line and how many rows have it. */
  private static final class Seen {

    private final int id;
    private final long line;
    private int count;

    Seen(int id, long line) {
      this.id = id;
      this.line = line;
    }
  }

  /**
   * @param allowed the classes of the job; empty to find them
   */
  Labels(Path path, Optional<List<String>> allowed) {
    this.path = path;
    this.allowed = allowed.map(Set::copyOf);
  }

  void add(String field, long line, int column) {
    String label = Fields.label(field);
    Seen known = seen.get(label);
    if (known == null) {
      known = accept(label, line, column);
    }
    known.count++;
    if (size == rows.length) {
      rows = Arrays.copyOf(rows, 2 * size);
    }
    rows[size++] = known.id;
  }

  private Seen accept(String label, long line, int column) {
    if (label.isEmpty()) {
      throw new BadDataException(
          path, "line %s, column %s has no label".formatted(line, column + 1));
    }
    if (allowed.isPresent() && !allowed.get().contains(label)) {
      throw new BadDataException(
          path,
          "line %s, column %s has the label \"%s\", which is none of the job's classes: %s"
              .formatted(
                  line, column + 1, Fields.shown(label), TableColumns.list(sorted(allowed.get()))));
    }
    if (seen.size() == DataDescription.MOST_CLASSES) {
      throw new BadDataException(
          path,
          "line %s, column %s has the label \"%s\", which is one more than %s different labels. Is this column the label?"
              .formatted(line, column + 1, Fields.shown(label), seen.size()));
    }
    Seen added = new Seen(seen.size(), line);
    seen.put(label, added);
    return added;
  }

  int size() {
    return size;
  }

  Set<String> texts() {
    return seen.keySet();
  }

  /** Throws if the labels look like measured values. */
  void checkAreClasses(String column) {
    if (seen.size() > FEW && 2 * seen.size() > size) {
      throw new BadDataException(
          path,
          "the label \"%s\" has %s different values in %s rows. It must hold classes"
              .formatted(Fields.shown(column), seen.size(), size));
    }
  }

  /** The labels of the rows as places in a list of classes that has them all. */
  int[] in(List<String> classes) {
    Map<String, Integer> place = new LinkedHashMap<>();
    classes.forEach(name -> place.put(name, place.size()));
    int[] placeOf = new int[seen.size()];
    seen.forEach((label, entry) -> placeOf[entry.id] = place.getOrDefault(label, 0));
    int[] labels = new int[size];
    Arrays.setAll(labels, row -> placeOf[rows[row]]);
    return labels;
  }

  /** Labels that only one row has, with its line: they may be mistyped. */
  List<String> single() {
    List<String> single = new ArrayList<>();
    seen.forEach(
        (label, entry) -> {
          if (entry.count == 1) {
            single.add("\"%s\" (line %s)".formatted(Fields.shown(label), entry.line));
          }
        });
    return single;
  }

  /** Whole numbers in the order of numbers, other labels in that of Unicode. */
  static List<String> sorted(Collection<String> labels) {
    boolean whole = labels.stream().allMatch(label -> WHOLE.matcher(label).matches());
    Comparator<String> byNumber = Comparator.comparingLong(Long::parseLong);
    Comparator<String> byText = Comparator.naturalOrder();
    Set<String> sorted = new TreeSet<>(whole ? byNumber.thenComparing(byText) : byText);
    sorted.addAll(labels);
    return List.copyOf(sorted);
  }
}
