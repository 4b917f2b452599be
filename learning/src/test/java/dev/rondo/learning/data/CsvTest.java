package dev.rondo.learning.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.protocol.data.DataSettings;
import dev.rondo.protocol.data.HeaderRule;
import dev.rondo.protocol.data.Scaling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvTest {

  private static final DataSettings LABEL_FIRST =
      new DataSettings(Optional.of("1"), HeaderRule.NO, List.of(), Scaling.NONE, 1);

  @TempDir Path folder;

  @Test
  void withoutALineOfNamesTheLabelIsGivenByItsNumber() throws IOException {
    TrainTest data = load("2,0.5,-1\n0,1e-3,7\n1,0,0\n1,0,0\n0,9,9\n", LABEL_FIRST).examples();

    assertThat(data.train().size() + data.test().size()).isEqualTo(5);
    assertThat(data.train().classes()).isEqualTo(3);
    assertThat(data.train().exampleShape()).containsExactly(2);
    assertThat(data.train().label(0)).isEqualTo(2);
    assertThat(row(data.train(), 0)).containsExactly(0.5f, -1f);
  }

  @Test
  void aFirstLineOfNumbersIsNeitherTakenForNamesNorForData() {
    assertThatThrownBy(() -> load("2,0.5\n0,1\n1,0\n1,0\n0,9\n"))
        .hasMessageContaining("the first line has only numbers (2, 0.5)")
        .hasMessageContaining("--header no")
        .hasMessageContaining("--label 1")
        .hasMessageContaining("--header yes");
    DataSettings noLabel = DataSettings.DEFAULTS.withHeader(HeaderRule.NO);
    assertThatThrownBy(() -> load("2,0.5\n0,1\n1,0\n1,0\n0,9\n", noLabel))
        .hasMessageContaining("by its number from 1 to 2");
  }

  @Test
  void aFirstLineOfNumbersAndTextsIsAskedFor() throws IOException {
    String rows =
        "5.1,3.5,setosa\n4.9,3.0,setosa\n6.2,3.4,virginica\n5.9,3.0,virginica\n5,3,setosa\n";
    assertThatThrownBy(() -> load(rows)).hasMessageContaining("numbers and other texts");

    DataSettings last =
        new DataSettings(Optional.of("3"), HeaderRule.NO, List.of(), Scaling.NONE, 1);
    LoadedData data = load(rows, last);
    assertThat(data.description().orElseThrow().classes()).containsExactly("setosa", "virginica");
    assertThat(data.examples().train().size() + data.examples().test().size()).isEqualTo(5);
  }

  @Test
  void namesThatAreNumbersAreNamesIfTheUserNamesTheLabelAmongThem() throws IOException {
    DataSettings named = settings("digit", List.of());
    LoadedData data = load("digit,0,1\n3,1,2\n4,4,5\n3,1,1\n3,1,1\n4,1,1\n", named);

    assertThat(data.description().orElseThrow().columns()).containsExactly("0", "1");
  }

  @Test
  void theLabelIsFoundByItsUsualNames() throws IOException {
    TrainTest data =
        load("a,\"Label\",b\r\n1,3,2\r\n\r\n4,0,5\r\n1,3,1\r\n1,3,1\r\n1,0,1\r\n").examples();

    assertThat(data.train().description().orElseThrow().label()).isEqualTo("Label");
    assertThat(data.train().description().orElseThrow().classes()).containsExactly("0", "3");
  }

  @Test
  void aLabelOfNoUsualNameIsAskedFor() throws IOException {
    String rows = "grade,x\n1,2\n2,3\n1,2\n2,3\n1,1\n";
    assertThatThrownBy(() -> load(rows))
        .hasMessageContaining("none of its columns is named label, target, class")
        .hasMessageContaining("--label NAME")
        .hasMessageContaining("Its columns are grade, x");
    assertThat(load(rows, settings("grade", List.of())).description().orElseThrow().columns())
        .containsExactly("x");
    assertThatThrownBy(() -> load(rows, settings("grad", List.of())))
        .hasMessageContaining("Did you mean \"grade\"?");
    assertThatThrownBy(() -> load("label,target,x\n1,1,1\n"))
        .hasMessageContaining("several columns could be the label: label, target");
  }

  @Test
  void columnsCanBeLeftOut() throws IOException {
    String rows = "id,label,city,x\n1,0,Rome,1\n2,0,Oslo,2\n3,1,Rome,3\n4,1,Rome,4\n5,0,Rome,5\n";
    assertThatThrownBy(() -> load(rows))
        .hasMessageContaining("line 2, column 3 (\"city\") is \"Rome\"")
        .hasMessageContaining("--ignore-columns");

    LoadedData data =
        load(
            rows,
            new DataSettings(
                Optional.empty(), HeaderRule.AUTO, List.of("id", "city"), Scaling.NONE, 1));
    assertThat(data.description().orElseThrow().columns()).containsExactly("x");
  }

  @Test
  void quotesSemicolonsTabsAndAByteOrderMarkAreRead() throws IOException {
    TrainTest quoted =
        load("\uFEFF\"label\",\"x, in mm\"\n\"a \"\"b\"\"\",1\na,2\na,3\na,4\na,5\n").examples();
    assertThat(quoted.train().description().orElseThrow().columns()).containsExactly("x, in mm");
    assertThat(quoted.train().description().orElseThrow().classes())
        .containsExactly("a", "a \"b\"");
    for (String separator : List.of(";", "\t")) {
      String rows = "label;x\n0;1\n0;2\n1;3\n1;4\n0;5\n".replace(";", separator);
      assertThat(load(rows).examples().train().exampleShape()).containsExactly(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "label,v;0,1;1,x         | line 3, column 2 (\"v\") is \"x\"",
        "label,v;0,1;1,NaN       | line 3, column 2 (\"v\") is \"NaN\"",
        "label,v;0,1;1,0x1p3     | line 3, column 2 (\"v\") is \"0x1p3\"",
        "label,v;0,1;1,1e99      | line 3, column 2 (\"v\") is \"1e99\"",
        "label,v;0,1;1,          | line 3, column 2 (\"v\") is \"\"",
        "label,v;0,1;1,2,3       | line 3 has 3 columns, the first has 2",
        "a,label;1,              | line 2, column 2 has no label",
        "7                       | line 1 has one column",
        "a,label                 | has no rows",
        "a,a,label;1,2,3         | two columns have the name \"a\"",
        ",a,label;1,2,3          | column 1 has no name",
        "label,v;0,1;1,2         | has 2 rows; at least 5"
      })
  void badRowsAreRefusedWithTheirPlace(String rows, String problem) {
    assertThatThrownBy(() -> load(rows.replace(';', '\n')))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("data.csv: ")
        .hasMessageContaining(problem);
  }

  @Test
  void columnsOfTheTestDataMatchByName() throws IOException {
    Files.writeString(folder.resolve("train.csv"), "label,x,y\n0,1,2\n1,2,3\n");
    assertThatThrownBy(() -> DataSets.load(folder.toString(), folder))
        .hasMessageContaining("test.csv: is missing");

    Files.writeString(folder.resolve("test.csv"), "y,label,x\n3,4,2\n");
    TrainTest data = DataSets.load(folder.toString(), folder);
    assertThat(row(data.test(), 0)).containsExactly(2f, 3f);
    assertThat(data.test().description().orElseThrow().classes()).containsExactly("0", "1", "4");
    assertThat(data.test().label(0)).isEqualTo(2);

    Files.writeString(folder.resolve("test.csv"), "label,x\n0,2\n");
    assertThatThrownBy(() -> DataSets.load(folder.toString(), folder))
        .hasMessageContaining("test.csv: has no column \"y\", which train.csv has");
    Files.writeString(folder.resolve("test.csv"), "label,x,y,z\n0,2,3,4\n");
    assertThatThrownBy(() -> DataSets.load(folder.toString(), folder))
        .hasMessageContaining("test.csv: has the column \"z\", which train.csv does not have");
  }

  @Test
  void aClassThatOnlyTheTestDataHaveIsToldOf() throws IOException {
    Files.writeString(folder.resolve("train.csv"), "label,x\n0,1\n0,2\n");
    Files.writeString(folder.resolve("test.csv"), "label,x\n0,3\n9,3\n");

    assertThat(
            DataSets.load(folder.toString(), folder, DataSettings.DEFAULTS, Optional.empty())
                .notices())
        .anyMatch(notice -> notice.contains("no row of train.csv has the label 9"));
  }

  @Test
  void bytesThatAreNotTextAreRefused() throws IOException {
    Path file = folder.resolve("data.csv");
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThatThrownBy(() -> DataSets.load(file.toString(), folder))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("is not text");
    Files.writeString(file, "label,x\n" + "0,1\n".repeat(100_000));
    Files.write(file, new byte[] {'1', ',', (byte) 0xff, '\n'}, StandardOpenOption.APPEND);
    assertThatThrownBy(() -> DataSets.load(file.toString(), folder))
        .hasMessageContaining("is not text");
  }

  static DataSettings settings(String label, List<String> ignored) {
    return new DataSettings(Optional.of(label), HeaderRule.AUTO, ignored, Scaling.NONE, 1);
  }

  private LoadedData load(String text) throws IOException {
    return load(text, DataSettings.DEFAULTS);
  }

  private LoadedData load(String text, DataSettings settings) throws IOException {
    Path file = Files.writeString(folder.resolve("data.csv"), text);
    return DataSets.load(file.toString(), folder, settings, Optional.empty());
  }

  private static float[] row(Dataset data, int i) {
    float[] row = new float[data.exampleSize()];
    data.features(i, row, 0);
    return row;
  }
}
