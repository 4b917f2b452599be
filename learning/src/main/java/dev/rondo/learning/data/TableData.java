package dev.rondo.learning.data;

import dev.rondo.protocol.data.DataDescription;
import dev.rondo.protocol.data.DataSettings;
import dev.rondo.protocol.data.HeaderRule;
import dev.rondo.protocol.data.Scaling;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Training and test data from CSV files. */
final class TableData {

  private static final int LEAST_ROWS = 5;

  private final DataSettings settings;
  private final Optional<DataDescription> known;

  /**
   * @param known how the data of the job are read; empty to find it out
   */
  TableData(DataSettings settings, Optional<DataDescription> known) {
    this.settings =
        known.isEmpty() || known.get().header() ? settings : settings.withHeader(HeaderRule.NO);
    this.known = known;
  }

  /** One file, of which a part is test data. */
  LoadedData file(Path path) {
    Table table = read(path, known.map(TableColumns::of));
    if (known.isEmpty() && table.size() < LEAST_ROWS) {
      throw new BadDataException(
          path,
          "has %s rows; at least 5 are needed for training and test data".formatted(table.size()));
    }
    List<String> classes = classes(List.of(table));
    int[] labels = table.labels().in(classes);
    HeldOut held = HeldOut.of(labels, classes.size(), settings.seed());
    float[] values = table.values();
    TableNotices notices = new TableNotices(settings, known.isPresent());
    notices.add(table, values);
    DataDescription description =
        known.orElseGet(() -> describe(table.columns(), classes, values, held.train()));
    ColumnStatistics.scale(values, description);
    Dataset all = new TableDataset(values, labels, description);
    TrainTest examples = new TrainTest(all.select(held.train()), all.select(held.test()));
    String how = "drawn with seed " + settings.seed() + ", a fifth of each class";
    return new LoadedData(examples, TableFacts.of(examples, how), notices.texts());
  }

  /** A file of training data and one of test data. */
  LoadedData files(Path trainPath, Path testPath) {
    if (!Files.exists(testPath)) {
      throw new BadDataException(testPath, "is missing; train.csv needs it beside it");
    }
    Table train = read(trainPath, known.map(TableColumns::of));
    Table test = read(testPath, Optional.of(train.columns()));
    List<String> classes = classes(List.of(train, test));
    float[] trainValues = train.values();
    float[] testValues = test.values();
    TableNotices notices = new TableNotices(settings, known.isPresent());
    notices.add(train, trainValues);
    notices.addClassesOnlyIn(test, train);
    DataDescription description =
        known.orElseGet(
            () ->
                describe(
                    train.columns(), classes, trainValues, SplitSupport.indices(train.size())));
    ColumnStatistics.scale(trainValues, description);
    ColumnStatistics.scale(testValues, description);
    TrainTest examples =
        new TrainTest(
            new TableDataset(trainValues, train.labels().in(classes), description),
            new TableDataset(testValues, test.labels().in(classes), description));
    return new LoadedData(examples, TableFacts.of(examples, "test.csv"), notices.texts());
  }

  private Table read(Path path, Optional<TableColumns> expected) {
    Table table = Table.read(path, settings, expected, known.map(DataDescription::classes));
    if (known.isEmpty()) {
      table.labels().checkAreClasses(table.columns().label());
    }
    return table;
  }

  private List<String> classes(List<Table> tables) {
    List<String> found = new ArrayList<>();
    tables.forEach(table -> found.addAll(table.labels().texts()));
    return known.map(DataDescription::classes).orElseGet(() -> Labels.sorted(found));
  }

  private DataDescription describe(
      TableColumns columns, List<String> classes, float[] values, int[] trainRows) {
    boolean standardize = settings.scaling() == Scaling.STANDARDIZE;
    ColumnStatistics statistics =
        standardize
            ? ColumnStatistics.of(values, columns.features().size(), trainRows)
            : new ColumnStatistics(List.of(), List.of());
    return new DataDescription(
        columns.header(),
        columns.features(),
        columns.label(),
        columns.ignored(),
        classes,
        settings.scaling(),
        statistics.means(),
        statistics.deviations());
  }
}
