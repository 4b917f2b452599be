package dev.rondo.learning.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * An IDX file of unsigned bytes, as MNIST is published: two zero bytes, 0x08, the number of
 * dimensions, each dimension as a big-endian 32-bit number, then the values in C order.
 *
 * @param shape the dimensions, of which the first counts examples
 * @param values one byte each; not copied
 */
record IdxFile(List<Integer> shape, byte[] values) {

  private static final int UNSIGNED_BYTE = 0x08;

  /** Reads a file, gzipped if its name ends in .gz. */
  static IdxFile read(Path path) {
    try (InputStream in = open(path)) {
      List<Integer> shape = readShape(path, in);
      int size = checkedSize(path, shape);
      // readNBytes grows as data arrives, so a header that lies costs no memory.
      byte[] values = in.readNBytes(size);
      if (values.length < size) {
        throw new BadDataException(
            path,
            "ends after "
                + values.length
                + " of the "
                + size
                + " values that its header announces "
                + shape
                + "; download it again");
      }
      if (in.read() >= 0) {
        throw new BadDataException(
            path, "has more data than its header announces " + shape + "; download it again");
      }
      return new IdxFile(shape, values);
    } catch (EOFException e) {
      throw new BadDataException(path, "ends too early; download it again", e);
    } catch (IOException e) {
      throw new BadDataException(path, "cannot be read: " + e.getMessage(), e);
    }
  }

  private static InputStream open(Path path) throws IOException {
    InputStream file = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
    if (!path.toString().endsWith(".gz")) {
      return file;
    }
    try {
      return new GZIPInputStream(file, 1 << 16);
    } catch (IOException e) {
      file.close();
      throw new BadDataException(
          path, "is named .gz but is not gzip (" + e.getMessage() + "); download it again", e);
    }
  }

  private static List<Integer> readShape(Path path, InputStream in) throws IOException {
    byte[] magic = in.readNBytes(4);
    if (magic.length < 4) {
      throw new BadDataException(path, "ends within its first four bytes; download it again");
    }
    if (magic[0] != 0 || magic[1] != 0 || magic[2] != UNSIGNED_BYTE || magic[3] < 1) {
      throw new BadDataException(
          path,
          String.format(
              "starts with %02x %02x %02x %02x, which is not an IDX file of unsigned bytes"
                  + " (00 00 08 and the number of dimensions)",
              magic[0], magic[1], magic[2], magic[3]));
    }
    byte[] header = in.readNBytes(4 * magic[3]);
    if (header.length < 4 * magic[3]) {
      throw new BadDataException(path, "ends within its header; download it again");
    }
    ByteBuffer dimensions = ByteBuffer.wrap(header);
    List<Integer> shape = new ArrayList<>();
    while (dimensions.hasRemaining()) {
      shape.add(dimensions.getInt());
    }
    return List.copyOf(shape);
  }

  private static int checkedSize(Path path, List<Integer> shape) {
    long size = 1;
    for (int dimension : shape) {
      if (dimension <= 0) {
        throw new BadDataException(
            path, "its header announces the dimensions " + shape + "; each must be 1 to 2^31 - 1");
      }
      size *= dimension;
      if (size > Integer.MAX_VALUE - 16) {
        throw new BadDataException(
            path, "its header announces " + shape + " values; at most 2^31 - 17 are supported");
      }
    }
    return (int) size;
  }
}
