package dev.rondo.learning.data;

import dev.rondo.protocol.testing.Fuzz;
import dev.rondo.protocol.testing.FuzzContract;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Any bytes as a table of comma-separated numbers. */
class CsvFuzzTest extends FuzzContract {

  @Override
  protected Fuzz fuzz() {
    FuzzFile file = new FuzzFile(".csv");
    // A field of one digit and a comma becomes a text, a number and a value.
    return Fuzz.of(CsvFuzzTest.class, input -> parse(file, input), BadDataException.class)
        .from(seeds())
        .allocating(1 << 20, 256);
  }

  private static void parse(FuzzFile file, byte[] input) throws IOException {
    CsvTable table = CsvTable.read(file.holding(input));
    Dataset dataset = table.toDataset(table.highestLabel() + 1);
    float[] features = new float[table.features()];
    for (int i = 0; i < dataset.size(); i++) {
      dataset.features(i, features, 0);
      for (float feature : features) {
        if (!Float.isFinite(feature)) {
          throw new AssertionError("row " + i + " holds " + feature);
        }
      }
    }
  }

  private static List<byte[]> seeds() {
    return Stream.of(
            "1,0.5,2\n0,1,3e-2\n",
            "x,\"label\",y\n1,2,3\n",
            "label,x\n",
            "1\n",
            "0," + "1,".repeat(20_000) + "1\n",
            "0,1\n".repeat(10_000),
            ",".repeat(30_000) + "\n1",
            "1000000,1\n",
            "1000001,1\n",
            "0," + "9".repeat(30_000) + "\n",
            "0," + "1e-999999999\n0,1e999999999\n",
            "NaN,Infinity\n0x1p3,1d\n",
            "\ufefflabel,x\n1,2\n",
            "0,\u001b[2J\u0000\n",
            "0,1\n0,\u001b[2J\n",
            "\n\r\n \n")
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }
}
