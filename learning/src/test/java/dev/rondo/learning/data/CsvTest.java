package dev.rondo.learning.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvTest {

  @TempDir Path folder;

  @Test
  void withoutAHeaderTheFirstColumnIsTheLabel() throws IOException {
    TrainTest data = load("2,0.5,-1\n0,1e-3,7\n1,0,0\n1,0,0\n0,9,9\n");
    assertThat(data.train().size()).isEqualTo(4);
    assertThat(data.test().size()).isEqualTo(1);
    assertThat(data.train().classes()).isEqualTo(3);
    assertThat(data.train().exampleShape()).containsExactly(2);
    assertThat(data.train().label(0)).isEqualTo(2);
    assertThat(row(data.train(), 0)).containsExactly(0.5f, -1f);
    assertThat(row(data.test(), 0)).containsExactly(9f, 9f);
  }

  @Test
  void aHeaderMayNameTheLabelColumn() throws IOException {
    TrainTest data = load("a,\"Label\",b\r\n1,3,2\r\n\r\n4,0,5\r\n1,1,1\r\n1,1,1\r\n1,1,1\r\n");
    assertThat(data.train().label(0)).isEqualTo(3);
    assertThat(row(data.train(), 1)).containsExactly(4f, 5f);
  }

  @Test
  void aFolderHasTrainingAndTestRowsAndOneNumberOfClasses() throws IOException {
    Files.writeString(folder.resolve("train.csv"), "label,x\n0,1\n1,2\n");
    Files.writeString(folder.resolve("test.csv"), "label,x\n4,3\n");
    TrainTest data = DataSets.load(folder.toString(), folder);
    assertThat(data.train().size()).isEqualTo(2);
    assertThat(data.train().classes()).isEqualTo(5);
    assertThat(data.test().label(0)).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0,1;1,x                 | line 2, column 2 is \"x\"",
        "0,1;1,NaN               | line 2, column 2 is \"NaN\"",
        "0,1;1,1e99              | line 2, column 2 is \"1e99\"",
        "0,1;1,                  | line 2, column 2 is \"\"",
        "0,1;1,2,3               | line 2 has 3 columns, the first has 2",
        "a,label;1,0;2,1.5       | line 3, column 2 is the label \"1.5\"",
        "0,1;-1,2                | line 2, column 1 is the label \"-1\"",
        "7                       | line 1 has one column",
        "a,label                 | has no rows",
        "0,1;1,2                 | has 2 rows; at least 5"
      })
  void badRowsAreRefusedWithTheirPlace(String rows, String problem) {
    assertThatThrownBy(() -> load(rows.replace(';', '\n')))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("data.csv: ")
        .hasMessageContaining(problem);
  }

  @Test
  void aFolderWithoutTestRowsOrWithOtherColumnsIsRefused() throws IOException {
    Files.writeString(folder.resolve("train.csv"), "0,1\n");
    assertThatThrownBy(() -> DataSets.load(folder.toString(), folder))
        .hasMessageContaining("test.csv: is missing");
    Files.writeString(folder.resolve("test.csv"), "0,1,2\n");
    assertThatThrownBy(() -> DataSets.load(folder.toString(), folder))
        .hasMessageContaining("test.csv: has 2 features, train.csv has 1");
  }

  @Test
  void bytesThatAreNotTextAreRefused() throws IOException {
    Path file = folder.resolve("data.csv");
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThatThrownBy(() -> DataSets.load(file.toString(), folder))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("is not text");
  }

  private TrainTest load(String text) throws IOException {
    Path file = folder.resolve("data.csv");
    Files.writeString(file, text);
    return DataSets.load(file.toString(), folder);
  }

  private static float[] row(Dataset data, int i) {
    float[] row = new float[data.exampleSize()];
    data.features(i, row, 0);
    return row;
  }
}
