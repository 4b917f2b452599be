package dev.rondo.learning.data;

import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.testing.Fuzz;
import dev.rondo.protocol.testing.FuzzContract;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Any bytes as a data shard. */
class DataShardFuzzTest extends FuzzContract {

  @Override
  protected Fuzz fuzz() {
    // Labels are read in parts; a tensor takes 50 bytes of header.
    return Fuzz.of(DataShardFuzzTest.class, DataShardFuzzTest::parse, BadDataException.class)
        .from(
            List.of(
                written(
                    new ImageDataset(
                        new byte[] {1, 2, 3, 4, 5, 6, 7, 8},
                        new int[] {0, 2},
                        List.of(1, 2, 2),
                        3)),
                written(
                    new TableDataset(
                        new float[] {1, -0.5f, 3e7f}, new int[] {1, 0, 0}, List.of(1), 2))))
        .allocating(1 << 20, 128);
  }

  private static void parse(byte[] input) throws IOException {
    Dataset read = DataShardFile.read(new ByteArrayInputStream(input), input.length, "shard-1");
    for (int i = 0; i < read.size(); i++) {
      if (read.label(i) < 0 || read.label(i) >= read.classes()) {
        throw new AssertionError("label " + read.label(i) + " of " + read.classes());
      }
    }
  }

  private static byte[] written(Dataset dataset) {
    Content content = DataShardFile.content("tiny", "shard-1", dataset);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      content.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
