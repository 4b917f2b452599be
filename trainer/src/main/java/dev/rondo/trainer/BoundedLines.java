package dev.rondo.trainer;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads lines of bounded length. */
final class BoundedLines implements Closeable {

  private final InputStream in;
  private final int mostBytes;

  /**
   * @param mostBytes the longest line, without its end
   */
  BoundedLines(InputStream in, int mostBytes) {
    this.in = new BufferedInputStream(in);
    this.mostBytes = mostBytes;
  }

  /**
   * The bytes of the next line, or of what is left when the stream ends; empty at its end.
   *
   * @throws IOException if the line is longer than the bound
   */
  Optional<byte[]> next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        return line.size() == 0 ? Optional.empty() : Optional.of(line.toByteArray());
      }
      if (line.size() == mostBytes) {
        throw new IOException("a line has more than " + mostBytes + " bytes");
      }
      line.write(b);
    }
    return Optional.of(line.toByteArray());
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
