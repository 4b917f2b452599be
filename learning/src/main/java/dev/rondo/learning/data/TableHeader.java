package dev.rondo.learning.data;

import dev.rondo.protocol.data.DataSettings;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds out whether the first line of a table holds the names of its columns. */
final class TableHeader {

  private TableHeader() {}

  /**
   * The names of a file's columns, if its first line holds them.
   *
   * @param first the fields of the first line
   * @param expected the columns that the file must have; empty if they are not known
   * @throws BadDataException if it may hold names or values
   */
  static Optional<List<String>> names(
      Path path, List<String> first, DataSettings settings, Optional<TableColumns> expected) {
    List<String> names = first.stream().map(String::strip).toList();
    return switch (settings.header()) {
      case YES -> Optional.of(checked(path, names));
      case NO -> Optional.empty();
      case AUTO -> {
        if (expected.isPresent() && !expected.get().header()) {
          yield Optional.empty();
        }
        boolean known =
            expected.map(columns -> columns.areNamedBy(names)).orElse(false)
                || settings
                    .label()
                    .filter(TableHeader::isNoNumber)
                    .map(names::contains)
                    .orElse(false);
        long numbers = names.stream().filter(name -> Fields.number(name).isPresent()).count();
        if (numbers > 0 && !known) {
          throw ambiguous(path, names, numbers == names.size());
        }
        yield Optional.of(checked(path, names));
      }
    };
  }

  /** In a row of data, the number of a column can be a value. */
  private static boolean isNoNumber(String text) {
    return Fields.number(text).isEmpty();
  }

  private static BadDataException ambiguous(Path path, List<String> names, boolean all) {
    return new BadDataException(
        path,
        "the first line has %s (%s). If it is a row of data, say header: no (--header no), and give the label column by its number from 1: label: 1 (--label 1). If it holds the names of the columns, say header: yes (--header yes)"
            .formatted(all ? "only numbers" : "numbers and other texts", TableColumns.list(names)));
  }

  private static List<String> checked(Path path, List<String> names) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      if (name.isEmpty()) {
        throw new BadDataException(
            path,
            "column %s has no name in the first line. Give it one, or remove the column"
                .formatted(i + 1));
      }
      if (!seen.add(name)) {
        throw new BadDataException(
            path, "two columns have the name \"%s\"".formatted(Fields.shown(name)));
      }
    }
    return names;
  }
}
