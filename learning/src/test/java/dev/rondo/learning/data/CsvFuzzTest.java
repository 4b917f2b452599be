package dev.rondo.learning.data;

import dev.rondo.protocol.data.DataSettings;
import dev.rondo.protocol.data.HeaderRule;
import dev.rondo.protocol.data.Scaling;
import dev.rondo.protocol.testing.Fuzz;
import dev.rondo.protocol.testing.FuzzContract;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Any bytes as a table of comma-separated numbers. */
class CsvFuzzTest extends FuzzContract {

  @Override
  protected Fuzz fuzz() {
    FuzzFile file = new FuzzFile(".csv");
    // A field of one digit and a comma becomes a text, a number and a value; a file is read twice.
    return Fuzz.of(CsvFuzzTest.class, input -> parse(file, input), BadDataException.class)
        .from(seeds())
        .allocating(1 << 20, 512);
  }

  private static void parse(FuzzFile file, byte[] input) throws IOException {
    Path path = file.holding(input);
    for (HeaderRule rule : List.of(HeaderRule.AUTO, HeaderRule.NO)) {
      try {
        read(path, rule);
      } catch (BadDataException e) {
        if (rule == HeaderRule.NO) {
          throw e;
        }
      }
    }
  }

  private static void read(Path path, HeaderRule rule) {
    Optional<String> label = rule == HeaderRule.NO ? Optional.of("1") : Optional.empty();
    DataSettings settings = new DataSettings(label, rule, List.of(), Scaling.NONE, 1);
    LoadedData loaded = DataSets.load(path.toString(), path, settings, Optional.empty());
    ExampleCheck.check(loaded.examples().train(), "training data");
    ExampleCheck.check(loaded.examples().test(), "test data");
  }

  private static List<byte[]> seeds() {
    return Stream.of(
            "1,0.5,2\n0,1,3e-2\n0,1,1\n1,2,2\n1,2,3\n",
            "label,x\n0,1\n0,\"2\"\nb,3\na;b,4\n0,5\n",
            "a;target\n1;x\n2;x\n3;y\n4;y\n5;x\n",
            "\"label\",\"x\n0,1\n",
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
