package dev.rondo.learning.data;

import de.siegmar.fastcsv.reader.CsvRecord;
import dev.rondo.protocol.data.DataSettings;
import dev.rondo.protocol.data.Scaling;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The rows of a CSV file: numbers as the file has them, and labels. */
final class Table {

  private static final int MOST_VALUES = Integer.MAX_VALUE - 16;

  private final Path path;
  private final DataSettings settings;
  private final TableColumns columns;
  private final List<String> names;
  private final int[] places;
  private final Labels labels;
  private float[] values = new float[1024];

  private Table(
      Path path,
      DataSettings settings,
      TableColumns columns,
      List<String> names,
      Optional<List<String>> classes) {
    this.path = path;
    this.settings = settings;
    this.columns = columns;
    this.names = names;
    this.places = columns.places(path, names);
    this.labels = new Labels(path, classes);
  }

  /**
   * Reads a file.
   *
   * @param expected the columns that it must have; empty to find them
   * @param classes the labels that it may have; empty to find them
   * @throws BadDataException if it is not such a table
   */
  static Table read(
      Path path,
      DataSettings settings,
      Optional<TableColumns> expected,
      Optional<List<String>> classes) {
    try (CsvFile file = CsvFile.open(path)) {
      CsvRecord first = file.first();
      List<String> fields = first.getFields();
      Optional<List<String>> header = TableHeader.names(path, fields, settings, expected);
      List<String> names = header.orElseGet(() -> numbers(fields.size()));
      TableColumns columns =
          expected.orElseGet(() -> TableColumns.of(path, names, header.isPresent(), settings));
      Table table = new Table(path, settings, columns, names, classes);
      Optional<CsvRecord> row = header.isPresent() ? file.next() : Optional.of(first);
      for (; row.isPresent(); row = file.next()) {
        file.checkWidth(row.get(), fields.size());
        table.add(row.get());
      }
      if (table.size() == 0) {
        throw new BadDataException(path, "has no rows below its line of names");
      }
      return table;
    }
  }

  private static List<String> numbers(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(Integer::toString).toList();
  }

  Path path() {
    return path;
  }

  TableColumns columns() {
    return columns;
  }

  Labels labels() {
    return labels;
  }

  /** The number of rows. */
  int size() {
    return labels.size();
  }

  /** The values of all rows, one row after another. */
  float[] values() {
    return Arrays.copyOf(values, size() * columns.features().size());
  }

  private void add(CsvRecord row) {
    long line = row.getStartingLineNumber();
    int width = columns.features().size();
    int start = makeRoom(width);
    for (int column = 0; column < places.length; column++) {
      int place = places[column];
      if (place == TableColumns.LABEL) {
        labels.add(row.getField(column), line, column);
      } else if (place != TableColumns.IGNORED) {
        values[start + place] = value(row.getField(column), line, column);
      }
    }
  }

  /** Where the next row's values begin. */
  private int makeRoom(int width) {
    long start = (long) size() * width;
    if (start + width > MOST_VALUES) {
      throw new BadDataException(path, "has more than 2^31 - 17 values, which is not supported");
    }
    if (start + width > values.length) {
      long grown = Math.min(Math.max(2L * values.length, start + width), MOST_VALUES);
      values = Arrays.copyOf(values, (int) grown);
    }
    return (int) start;
  }

  private float value(String field, long line, int column) {
    float value = (float) Fields.number(field).orElse(Double.NaN);
    if (!Float.isFinite(value)) {
      throw bad(field, line, column, "a finite number is needed");
    }
    if (settings.scaling() == Scaling.BYTES && (value < 0 || value > 255)) {
      throw bad(field, line, column, "a number from 0 to 255 is needed, because scale is 0-255");
    }
    return value;
  }

  private BadDataException bad(String field, long line, int column, String needed) {
    String name = columns.header() ? " (\"" + Fields.shown(names.get(column)) + "\")" : "";
    return new BadDataException(
        path,
        "line %s, column %s%s is \"%s\"; %s. To leave the column out: ignore_columns (--ignore-columns)"
            .formatted(line, column + 1, name, Fields.shown(field), needed));
  }
}
