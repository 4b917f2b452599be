package dev.rondo.learning.data;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The records of a CSV file by RFC 4180, in UTF-8. Fields are separated by commas; if the first
 * line has none, by semicolons or else by tabs. Blank lines are no records.
 */
final class CsvFile implements AutoCloseable {

  private static final int MOST_FIELDS = 1_000_000;
  private static final int LONGEST_FIRST_LINE = 1 << 24;
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final Path path;
  private final CsvReader<CsvRecord> reader;
  private final CloseableIterator<CsvRecord> records;

  private CsvFile(Path path, CsvReader<CsvRecord> reader) {
    this.path = path;
    this.reader = reader;
    this.records = reader.iterator();
  }

  static CsvFile open(Path path) {
    try {
      char separator = separator(path);
      BufferedReader text = Files.newBufferedReader(path, StandardCharsets.UTF_8);
      skipByteOrderMark(text);
      return new CsvFile(
          path,
          CsvReader.builder()
              .fieldSeparator(separator)
              .allowExtraFields(true)
              .allowMissingFields(true)
              .build(CsvRecordHandler.builder().maxFields(MOST_FIELDS).build(), text));
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /**
   * Checks that a file has rows, and that all have the same number of fields.
   *
   * @throws BadDataException if it does not
   */
  static void check(Path path) {
    try (CsvFile file = open(path)) {
      CsvRecord first = file.first();
      for (Optional<CsvRecord> row = file.next(); row.isPresent(); row = file.next()) {
        file.checkWidth(row.get(), first.getFieldCount());
      }
    }
  }

  /**
   * The first record.
   *
   * @throws BadDataException if there is none, or it has one field
   */
  CsvRecord first() {
    CsvRecord first = next().orElseThrow(() -> new BadDataException(path, "has no rows"));
    if (first.getFieldCount() < 2) {
      throw new BadDataException(
          path,
          "line %s has one column; a label and at least one number are needed"
              .formatted(first.getStartingLineNumber()));
    }
    return first;
  }

  /**
   * Checks the number of fields of a record.
   *
   * @throws BadDataException if it is another one
   */
  void checkWidth(CsvRecord row, int columns) {
    if (row.getFieldCount() != columns) {
      throw new BadDataException(
          path,
          "line %s has %s columns, the first has %s"
              .formatted(row.getStartingLineNumber(), row.getFieldCount(), columns));
    }
  }

  /**
   * The next record.
   *
   * @throws BadDataException if the file cannot be read from here on
   */
  Optional<CsvRecord> next() {
    try {
      while (records.hasNext()) {
        CsvRecord found = records.next();
        if (found.getFieldCount() > 1 || !found.getField(0).isBlank()) {
          return Optional.of(found);
        }
      }
      return Optional.empty();
    } catch (UncheckedIOException e) {
      throw unreadable(path, Optional.ofNullable(e.getCause()).orElseGet(() -> new IOException(e)));
    } catch (CsvParseException e) {
      if (e.getCause() instanceof IOException cause) {
        throw unreadable(path, cause);
      }
      throw new BadDataException(path, "is not a valid CSV file: " + e.getMessage(), e);
    }
  }

  private static char separator(Path path) throws IOException {
    String line = firstLine(path);
    if (line.indexOf(',') >= 0) {
      return ',';
    } else if (line.indexOf(';') >= 0) {
      return ';';
    }
    return line.indexOf('\t') >= 0 ? '\t' : ',';
  }

  /** The first line that is not blank, or as much of it as decides. */
  private static String firstLine(Path path) throws IOException {
    StringBuilder line = new StringBuilder();
    try (BufferedReader text = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
      for (int next = text.read(); next >= 0; next = text.read()) {
        boolean ends = next == '\n' || next == '\r';
        if ((ends && !line.toString().isBlank()) || line.length() == LONGEST_FIRST_LINE) {
          break;
        }
        line.append((char) next);
        if (next == ',') {
          break;
        }
      }
    }
    return line.toString();
  }

  private static void skipByteOrderMark(BufferedReader text) throws IOException {
    text.mark(1);
    if (text.read() != BYTE_ORDER_MARK) {
      text.reset();
    }
  }

  private static BadDataException unreadable(Path path, IOException e) {
    return e instanceof CharacterCodingException
        ? new BadDataException(path, "is not text in UTF-8", e)
        : new BadDataException(path, "cannot be read: " + e.getMessage(), e);
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }
}
