package dev.rondo.learning.data;

import dev.rondo.protocol.testing.Fuzz;
import dev.rondo.protocol.testing.FuzzContract;
import java.io.IOException;

/** Any bytes as an IDX file; those that begin as gzip does, in a file named .gz. */
class IdxFuzzTest extends FuzzContract {

  @Override
  protected Fuzz fuzz() {
    FuzzFile plain = new FuzzFile("-idx3-ubyte");
    FuzzFile packed = new FuzzFile("-idx3-ubyte.gz");
    // Packed zeros are a thousandth of what they unpack to, and the array grows by copies.
    return Fuzz.of(IdxFuzzTest.class, input -> parse(plain, packed, input), BadDataException.class)
        .allocating(1 << 20, 4096);
  }

  private static void parse(FuzzFile plain, FuzzFile packed, byte[] input) throws IOException {
    boolean gzip = input.length > 1 && input[0] == 0x1f && input[1] == (byte) 0x8b;
    IdxFile read = IdxFile.read((gzip ? packed : plain).holding(input));
    if (read.shape().stream().reduce(1, (a, b) -> a * b) != read.values().length) {
      throw new AssertionError(read.values().length + " values of the shape " + read.shape());
    }
  }
}
