package dev.rondo.learning.data;

import dev.rondo.protocol.data.DataDescription;
import java.nio.file.Path;
import java.util.List;

/**
 * A table whose labels are the numbers of classes themselves. It is for jobs that have no list of
 * classes, because their data are no table: a client that lacks a class must still use the numbers
 * of the others.
 */
final class NumberedClasses implements Dataset {

  private final Dataset table;
  private final int[] numbers;
  private final int classes;

  private NumberedClasses(Dataset table, int[] numbers) {
    this.table = table;
    this.numbers = numbers;
    int highest = 0;
    for (int number : numbers) {
      highest = Math.max(highest, number);
    }
    this.classes = highest + 1;
  }

  /**
   * The data set of a table.
   *
   * @throws BadDataException if a label is no number of a class
   */
  static Dataset of(Path path, Dataset table, DataDescription description) {
    List<String> names = description.classes();
    int[] numbers = new int[names.size()];
    for (int i = 0; i < numbers.length; i++) {
      String name = names.get(i);
      if (!name.matches("0|[1-9][0-9]{0,3}")) {
        throw new BadDataException(
            path,
            "has the label \"%s\", but the job has no list of classes. Labels must be their numbers, from 0 to %s"
                .formatted(Fields.shown(name), DataDescription.MOST_CLASSES - 1));
      }
      numbers[i] = Integer.parseInt(name);
    }
    return new NumberedClasses(table, numbers);
  }

  @Override
  public int size() {
    return table.size();
  }

  @Override
  public List<Integer> exampleShape() {
    return table.exampleShape();
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public int label(int i) {
    return numbers[table.label(i)];
  }

  @Override
  public void features(int i, float[] target, int offset) {
    table.features(i, target, offset);
  }
}
