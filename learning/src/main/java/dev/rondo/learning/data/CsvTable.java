package dev.rondo.learning.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A table of comma-separated numbers with a label in each row. A first line that is not all numbers
 * is a header; the label is the column that it names {@code label}, or else the first.
 */
final class CsvTable {

  private static final int LONGEST_SHOWN = 40;

  private final Path path;
  private int columns = -1;
  private int labelColumn;
  private float[] values = new float[1024];
  private int[] labels = new int[64];
  private int rows;

  private CsvTable(Path path) {
    this.path = path;
  }

  static CsvTable read(Path path) {
    CsvTable table = new CsvTable(path);
    try (BufferedReader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
      int number = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        if (!line.isBlank()) {
          table.add(line.split(",", -1), number);
        }
      }
    } catch (CharacterCodingException e) {
      throw new BadDataException(path, "is not text in UTF-8", e);
    } catch (IOException e) {
      throw new BadDataException(path, "cannot be read: " + e.getMessage(), e);
    }
    if (table.rows == 0) {
      throw new BadDataException(path, "has no rows of numbers");
    }
    return table;
  }

  Path path() {
    return path;
  }

  /** The number of feature columns. */
  int features() {
    return columns - 1;
  }

  int highestLabel() {
    return Arrays.stream(labels, 0, rows).max().orElse(0);
  }

  Dataset toDataset(int classes) {
    return new TableDataset(
        Arrays.copyOf(values, rows * features()),
        Arrays.copyOf(labels, rows),
        List.of(features()),
        classes);
  }

  private void add(String[] fields, int line) {
    if (columns < 0) {
      columns = fields.length;
      if (columns < 2) {
        throw new BadDataException(
            path, "line " + line + " has one column; a label and at least one number are needed");
      }
      if (isHeader(fields)) {
        labelColumn = findLabel(fields);
        return;
      }
    }
    if (fields.length != columns) {
      throw new BadDataException(
          path, "line " + line + " has " + fields.length + " columns, the first has " + columns);
    }
    makeRoom();
    int target = rows * features();
    for (int column = 0; column < columns; column++) {
      if (column == labelColumn) {
        labels[rows] = parseLabel(fields[column], line, column);
      } else {
        values[target++] = parseValue(fields[column], line, column);
      }
    }
    rows++;
  }

  private void makeRoom() {
    if (rows == labels.length) {
      labels = Arrays.copyOf(labels, 2 * rows);
    }
    long needed = (rows + 1L) * features();
    if (needed > Integer.MAX_VALUE - 16) {
      throw new BadDataException(path, "has more than 2^31 - 17 values, which is not supported");
    }
    if (needed > values.length) {
      long grown = Math.min(Math.max(2L * values.length, needed), Integer.MAX_VALUE - 16);
      values = Arrays.copyOf(values, (int) grown);
    }
  }

  private static boolean isHeader(String[] fields) {
    return Arrays.stream(fields).anyMatch(field -> number(field).isEmpty());
  }

  private static int findLabel(String[] header) {
    for (int column = 0; column < header.length; column++) {
      String name = header[column].replace("\uFEFF", "").replace("\"", "").strip();
      if (name.equalsIgnoreCase("label")) {
        return column;
      }
    }
    return 0;
  }

  private int parseLabel(String field, int line, int column) {
    double value = number(field).orElse(Double.NaN);
    if (value != Math.rint(value) || value < 0 || value > 1_000_000) {
      throw new BadDataException(
          path,
          place(line, column) + " is the label \"" + shown(field) + "\"; use 0, 1, 2 and so on");
    }
    return (int) value;
  }

  private float parseValue(String field, int line, int column) {
    float value = number(field).orElse(Double.NaN).floatValue();
    if (!Float.isFinite(value)) {
      throw new BadDataException(
          path, place(line, column) + " is \"" + shown(field) + "\"; a finite number is needed");
    }
    return value;
  }

  /** A field, fit for one line of an error. */
  private static String shown(String field) {
    String text = field.strip().replaceAll("\\p{C}", "?");
    return text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "..." : text;
  }

  private static String place(int line, int column) {
    return "line " + line + ", column " + (column + 1);
  }

  private static Optional<Double> number(String field) {
    try {
      return Optional.of(Double.valueOf(field.strip()));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
