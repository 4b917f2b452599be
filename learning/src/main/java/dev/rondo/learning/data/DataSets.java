package dev.rondo.learning.data;

import dev.rondo.settings.Spelling;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Data sets by name, or from the user's own files. */
public final class DataSets {

  private static final String MNIST = "mnist";

  /** Of a single CSV file every fifth row is test data. */
  private static final int TEST_EVERY = 5;

  private DataSets() {}

  /**
   * Loads a data set.
   *
   * @param nameOrFolder {@code mnist}; or a folder with the four IDX files by which MNIST is
   *     published, gzipped or not; or a folder with {@code train.csv} and {@code test.csv}; or one
   *     {@code .csv} file, of which every fifth row becomes test data
   * @param home the project's folder: {@code mnist} is its {@code datasets/mnist}
   * @throws BadDataException if there is no such data set, or a file of it is broken
   */
  public static TrainTest load(String nameOrFolder, Path home) {
    Path path = nameOrFolder.equals(MNIST) ? home.resolve("datasets/mnist") : Path.of(nameOrFolder);
    if (Files.isRegularFile(path) && nameOrFolder.endsWith(".csv")) {
      return loadCsv(path);
    }
    if (!Files.isDirectory(path)) {
      throw new BadDataException(
          path,
          "data set not found."
              + Spelling.question(nameOrFolder, List.of(MNIST))
              + " Use mnist, a folder with IDX or CSV files, or a .csv file.");
    }
    if (Files.exists(path.resolve("train.csv"))) {
      return loadCsvFolder(path);
    }
    return IdxFolder.load(path);
  }

  private static TrainTest loadCsv(Path file) {
    CsvTable table = CsvTable.read(file);
    Dataset all = table.toDataset(table.highestLabel() + 1);
    if (all.size() < TEST_EVERY) {
      throw new BadDataException(
          file, "has " + all.size() + " rows; at least 5 are needed for training and test data");
    }
    return new TrainTest(
        all.select(rows(all.size(), false).toArray()),
        all.select(rows(all.size(), true).toArray()));
  }

  private static IntStream rows(int size, boolean test) {
    return IntStream.range(0, size).filter(i -> (i % TEST_EVERY == TEST_EVERY - 1) == test);
  }

  private static TrainTest loadCsvFolder(Path folder) {
    CsvTable train = CsvTable.read(folder.resolve("train.csv"));
    Path testPath = folder.resolve("test.csv");
    if (!Files.exists(testPath)) {
      throw new BadDataException(testPath, "is missing; train.csv needs it beside it");
    }
    CsvTable test = CsvTable.read(testPath);
    if (train.features() != test.features()) {
      throw new BadDataException(
          testPath,
          "has " + test.features() + " features, train.csv has " + train.features() + " features");
    }
    int classes = 1 + Math.max(train.highestLabel(), test.highestLabel());
    return new TrainTest(train.toDataset(classes), test.toDataset(classes));
  }
}
