package dev.rondo.learning.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rondo.protocol.data.DataDescription;
import dev.rondo.protocol.data.DataSettings;
import dev.rondo.protocol.data.HeaderRule;
import dev.rondo.protocol.data.Scaling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as people have them. */
class TablesTest {

  private static final Path CASES = Path.of("src/test/resources/tables");

  @TempDir Path folder;

  @Test
  void aLabelInTheLastColumnIsFound() {
    LoadedData data = load("target_last.csv", Scaling.NONE);

    DataDescription read = data.description().orElseThrow();
    assertThat(read.label()).isEqualTo("target");
    assertThat(read.columns()).containsExactly("blank", "a", "b", "c", "d");
    assertThat(read.classes()).containsExactly("0", "1", "2");
    Dataset right = load("right.csv", Scaling.NONE).examples().train();
    Dataset same = data.examples().train();
    assertThat(same.size()).isEqualTo(right.size());
    for (int i = 0; i < right.size(); i++) {
      assertThat(same.label(i)).isEqualTo(right.label(i));
      assertThat(Arrays.copyOfRange(row(same, i), 1, 5)).isEqualTo(row(right, i));
    }
  }

  @Test
  void anOutcomeIsALabelAndACountIsNone() {
    DataDescription read = load("outcome.csv", Scaling.NONE).description().orElseThrow();

    assertThat(read.label()).isEqualTo("Outcome");
    assertThat(read.classes()).containsExactly("0", "1");
    assertThat(read.columns()).containsExactly("visits", "f1", "f2", "f3", "f4");
  }

  @Test
  void testDataWithColumnsInAnotherOrderAreTheSameTestData() {
    TrainTest a = load("fold/a", Scaling.NONE).examples();
    TrainTest b = load("fold/b", Scaling.NONE).examples();

    for (int i = 0; i < a.test().size(); i++) {
      assertThat(row(b.test(), i)).isEqualTo(row(a.test(), i));
      assertThat(b.test().label(i)).isEqualTo(a.test().label(i));
    }
  }

  @Test
  void rowsInTheOrderOfTheirClassesLeaveAllClassesOnBothSides() {
    TrainTest data = load("interleaved10.csv", Scaling.NONE).examples();

    assertThat(data.test().size()).isEqualTo(120);
    assertThat(counts(data.test())).containsOnly(12);
    assertThat(counts(data.train())).containsOnly(48);
  }

  @Test
  void theSeedDrawsTheTestData() {
    DataSettings other =
        new DataSettings(Optional.empty(), HeaderRule.AUTO, List.of(), Scaling.NONE, 2);
    Path file = CASES.resolve("right.csv");

    float[] first = row(load("right.csv", Scaling.NONE).examples().test(), 0);
    assertThat(row(load("right.csv", Scaling.NONE).examples().test(), 0)).isEqualTo(first);
    LoadedData drawn = DataSets.load(file.toString(), file, other, Optional.empty());
    assertThat(row(drawn.examples().test(), 0)).isNotEqualTo(first);
  }

  @Test
  void pixelsAreScaledIfTheJobSaysItAndElseThereIsANotice() {
    Dataset scaled = load("pixels255.csv", Scaling.BYTES).examples().train();
    Dataset already = load("pixels01.csv", Scaling.NONE).examples().train();

    for (int i = 0; i < already.size(); i++) {
      assertThat(row(scaled, i)).containsExactly(row(already, i), within(1e-5f));
    }
    assertThat(load("pixels255.csv", Scaling.NONE).notices())
        .anyMatch(notice -> notice.contains("--scale 0-255"));
    assertThat(load("pixels255.csv", Scaling.BYTES).notices()).isEmpty();
    assertThat(load("pixels01.csv", Scaling.NONE).notices()).isEmpty();
    assertThatThrownBy(() -> load("right.csv", Scaling.BYTES))
        .hasMessageContaining("line 2, column 2 (\"a\") is \"-0.6\"; a number from 0 to 255");
  }

  @Test
  void standardizedTrainingDataHaveMeanZeroAndDeviationOne() {
    LoadedData data = load("target_last.csv", Scaling.STANDARDIZE);

    Dataset train = data.examples().train();
    for (int column = 1; column < 5; column++) {
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < train.size(); i++) {
        double value = row(train, i)[column];
        sum += value / train.size();
        squares += value * value / train.size();
      }
      assertThat(sum).isCloseTo(0, within(1e-6));
      assertThat(squares).isCloseTo(1, within(1e-6));
    }
    // A column of one value stays finite.
    assertThat(row(train, 0)[0]).isZero();
    assertThat(data.description().orElseThrow().deviations().get(0)).isEqualTo(1);
  }

  @Test
  void dataOfAKnownJobAreReadInItsWay() throws IOException {
    DataDescription job = load("right.csv", Scaling.STANDARDIZE).description().orElseThrow();
    Path own = write("own.csv", "d,label,c,b,a\n0,2,0,0,0\n1,2,1,1,1\n");

    Dataset read = DataSets.own(own, Optional.of(job));

    assertThat(read.classes()).isEqualTo(3);
    assertThat(read.label(0)).isEqualTo(2);
    assertThat(row(read, 0)[0])
        .isCloseTo((float) (-job.means().get(0) / job.deviations().get(0)), within(1e-6f));
    assertThatThrownBy(
            () -> DataSets.own(write("own.csv", "d,label,c,b\n0,2,0,0\n"), Optional.of(job)))
        .hasMessageContaining("has no column \"a\", which the job's data has");
    assertThatThrownBy(
            () -> DataSets.own(write("own.csv", "d,label,c,b,a\n0,7,0,0,0\n"), Optional.of(job)))
        .hasMessageContaining(
            "line 2, column 2 has the label \"7\", which is none of the job's classes: 0, 1, 2");
  }

  @Test
  void aClientOfAJobWithoutAListOfClassesHasTheirNumbersAsLabels() throws IOException {
    Path numbers = write("own.csv", "label,x\n3,1\n3,2\n5,1\n5,2\n3,1\n");
    assertThat(DataSets.own(numbers, Optional.empty()).label(0)).isEqualTo(3);
    assertThat(DataSets.own(numbers, Optional.empty()).classes()).isEqualTo(6);

    Path names = write("own.csv", "label,x\ncat,1\ndog,2\ncat,1\ncat,3\ndog,3\n");
    assertThatThrownBy(() -> DataSets.own(names, Optional.empty()))
        .hasMessageContaining("has the label \"cat\", but the job has no list of classes");
  }

  @Test
  void classesOfAnyTextAreInTheOrderOfNumbersOrOfText() throws IOException {
    Path numbers = write("n.csv", "label,x\n10,1\n9.0,2\n9,2\n10,3\n-1,4\n-1,4\n");
    Path texts = write("t.csv", "label,x\nzebra,1\n10,2\n9,2\nape,3\nape,1\n");

    assertThat(classes(numbers)).containsExactly("-1", "9", "10");
    assertThat(classes(texts)).containsExactly("10", "9", "ape", "zebra");
  }

  @Test
  void oneMistypedLabelInAMillionRowsCostsOneClassAndIsToldOf() throws IOException {
    Path file = folder.resolve("million.csv");
    try (Writer out = Files.newBufferedWriter(file)) {
      out.write("label,x\n");
      for (int i = 0; i < 1_000_000; i++) {
        out.write(i == 123_456 ? "999999,1\n" : (i % 10) + ",1\n");
      }
    }

    LoadedData data = DataSets.load(file.toString(), file, DataSettings.DEFAULTS, Optional.empty());

    assertThat(data.examples().train().classes()).isEqualTo(11);
    assertThat(data.notices())
        .anyMatch(notice -> notice.contains("only one row has the label \"999999\" (line 123458)"));
  }

  @Test
  void measuredValuesAreNoClasses() throws IOException {
    Path few = write("few.csv", rows(100));
    assertThatThrownBy(() -> DataSets.load(few.toString(), few))
        .hasMessageContaining("the label \"target\" has 100 different values in 100 rows");
    Path many = write("many.csv", rows(20_000));
    assertThatThrownBy(() -> DataSets.load(many.toString(), many))
        .hasMessageContaining("line 10002, column 1 has the label \"10000.5\"")
        .hasMessageContaining("one more than 10000 different labels");
  }

  @Test
  void settingsOfTablesAreRefusedForImages() {
    Path home = Path.of(System.getProperty("rondo.home", ".."));
    assertThatThrownBy(
            () -> DataSets.load("mnist", home, CsvTest.settings("y", List.of()), Optional.empty()))
        .hasMessageContaining("apply to CSV files");
  }

  @Test
  void aBadExampleOfAUsersOwnDataSetIsNamedByItsIndex() {
    Dataset label = new TableDataset(new float[] {1, 2, 3}, new int[] {0, 1, 2}, List.of(1), 2);
    Dataset value =
        new TableDataset(new float[] {1, Float.NaN, 3}, new int[] {0, 1, 1}, List.of(1), 2);

    assertThatThrownBy(() -> ExampleCheck.check(label, "training data"))
        .hasMessage("The label of example 2 of the training data must be 0 to 1, but is 2");
    assertThatThrownBy(() -> ExampleCheck.check(value, "test data"))
        .hasMessage("Feature 0 of example 1 of the test data must be a finite number, but is NaN");
  }

  private static String rows(int count) {
    StringBuilder rows = new StringBuilder("target,x\n");
    IntStream.range(0, count).forEach(i -> rows.append(i).append(".5,1\n"));
    return rows.toString();
  }

  private List<String> classes(Path file) {
    return DataSets.load(file.toString(), file).train().description().orElseThrow().classes();
  }

  private Path write(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static LoadedData load(String name, Scaling scaling) {
    DataSettings settings =
        new DataSettings(Optional.empty(), HeaderRule.AUTO, List.of(), scaling, 1);
    return DataSets.load(CASES.resolve(name).toString(), CASES, settings, Optional.empty());
  }

  private static int[] counts(Dataset data) {
    int[] counts = new int[data.classes()];
    IntStream.range(0, data.size()).forEach(i -> counts[data.label(i)]++);
    return counts;
  }

  private static float[] row(Dataset data, int i) {
    float[] row = new float[data.exampleSize()];
    data.features(i, row, 0);
    return row;
  }
}
