package dev.rondo.learning.data;

import dev.rondo.protocol.data.DataDescription;
import dev.rondo.protocol.data.DataSettings;
import dev.rondo.protocol.data.Scaling;
import dev.rondo.settings.Spelling;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Data sets by name, or from the user's own files. */
public final class DataSets {

  private static final String MNIST = "mnist";

  private DataSets() {}

  /**
   * Loads a data set whose user has set nothing.
   *
   * @throws BadDataException if there is no such data set, or a file of it is broken
   */
  public static TrainTest load(String nameOrFolder, Path home) {
    return load(nameOrFolder, home, DataSettings.DEFAULTS, Optional.empty()).examples();
  }

  /**
   * Loads a data set.
   *
   * @param nameOrFolder {@code mnist}; or a folder with the four IDX files by which MNIST is
   *     published, gzipped or not; or a folder with {@code train.csv} and {@code test.csv}; or one
   *     {@code .csv} file, of which a fifth becomes test data
   * @param home the project's folder: {@code mnist} is its {@code datasets/mnist}
   * @param settings how tables are read
   * @param known how the job's table was read before, so that this one is read in the same way;
   *     empty to find it out
   * @throws BadDataException if there is no such data set, or a file of it is broken
   */
  public static LoadedData load(
      String nameOrFolder, Path home, DataSettings settings, Optional<DataDescription> known) {
    Path path = nameOrFolder.equals(MNIST) ? home.resolve("datasets/mnist") : Path.of(nameOrFolder);
    if (isTable(path)) {
      return new TableData(settings, known).file(path);
    }
    if (!Files.isDirectory(path)) {
      throw new BadDataException(
          path,
          "data set not found."
              + Spelling.question(nameOrFolder, List.of(MNIST))
              + " Use mnist, a folder with IDX or CSV files, or a .csv file.");
    }
    if (Files.exists(path.resolve("train.csv"))) {
      return new TableData(settings, known)
          .files(path.resolve("train.csv"), path.resolve("test.csv"));
    }
    return images(path, settings);
  }

  /**
   * Loads a client's own training examples for a job.
   *
   * @param path a folder or file as above
   * @param known how the table of the job is read; empty if the job has none, and labels are
   *     numbers of classes
   * @throws BadDataException if a file is broken, or does not have what the job's table has
   */
  public static Dataset own(Path path, Optional<DataDescription> known) {
    Dataset train =
        load(path.toAbsolutePath().toString(), path, DataSettings.DEFAULTS, known)
            .examples()
            .train();
    return known.isPresent() || train.description().isEmpty()
        ? train
        : NumberedClasses.of(path, train, train.description().get());
  }

  /**
   * Whether how a data set is read depends on the job.
   *
   * @throws BadDataException if it is a CSV file that has not the form of a table
   */
  public static boolean needsDescription(Path path) {
    Path file = isTable(path) ? path : path.resolve("train.csv");
    if (!Files.exists(file)) {
      return false;
    }
    CsvFile.check(file);
    return true;
  }

  private static boolean isTable(Path path) {
    return Files.isRegularFile(path) && path.toString().toLowerCase(Locale.ROOT).endsWith(".csv");
  }

  private static LoadedData images(Path folder, DataSettings settings) {
    if (!settings.leavesColumnsOpen()) {
      throw new BadDataException(
          folder, "label, header and ignore_columns apply to CSV files, but these are IDX files");
    }
    if (settings.scaling() == Scaling.STANDARDIZE) {
      throw new BadDataException(
          folder, "scale standardize applies to CSV files; images are always divided by 255");
    }
    TrainTest examples = IdxFolder.load(folder);
    String shape =
        String.join(" x ", examples.train().exampleShape().stream().map(String::valueOf).toList());
    String text =
        String.format(
            Locale.ROOT,
            "%,d for training, %,d for tests, of %s pixels divided by 255; %s classes",
            examples.train().size(),
            examples.test().size(),
            shape,
            examples.train().classes());
    return new LoadedData(examples, List.of(new LoadedData.Fact("images", text)), List.of());
  }
}
