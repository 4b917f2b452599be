package dev.rondo.cli.console;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Rows under a header, in aligned columns two spaces apart. Columns of figures are aligned right;
 * no line ends in spaces.
 */
public final class Table {

  private static final String GAP = "  ";
  private static final Pattern FIGURE = Pattern.compile("-|NaN|-?[0-9][0-9.,E-]*( %)?");

  private final List<String> header;
  private final List<List<String>> rows = new ArrayList<>();

  public Table(String... header) {
    this.header = List.of(header);
  }

  public void add(String... cells) {
    if (cells.length != header.size()) {
      throw new IllegalArgumentException(
          "A row of %s cells under %s columns".formatted(cells.length, header.size()));
    }
    rows.add(List.of(cells));
  }

  public void print(PrintWriter out) {
    // Once for each column, not for each cell: a table can have thousands of rows.
    int[] widths = IntStream.range(0, header.size()).map(this::width).toArray();
    boolean[] figures = new boolean[header.size()];
    for (int column = 0; column < figures.length; column++) {
      figures[column] = isFigures(column);
    }
    List<List<String>> lines = new ArrayList<>();
    lines.add(header);
    lines.addAll(rows);
    for (List<String> line : lines) {
      StringBuilder text = new StringBuilder();
      for (int column = 0; column < line.size(); column++) {
        String cell = line.get(column);
        String padding = " ".repeat(widths[column] - cell.length());
        text.append(column == 0 ? "" : GAP);
        text.append(figures[column] ? padding + cell : cell + padding);
      }
      out.println(text.toString().stripTrailing());
    }
  }

  private int width(int column) {
    int width = header.get(column).length();
    for (List<String> row : rows) {
      width = Math.max(width, row.get(column).length());
    }
    return width;
  }

  private boolean isFigures(int column) {
    return rows.stream().allMatch(row -> FIGURE.matcher(row.get(column)).matches());
  }
}
