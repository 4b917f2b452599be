package dev.rondo.aws.store;

import java.io.IOException;
import java.io.OutputStream;

/** Holds a content to the size that it has declared. */
final class SizedOutputStream extends OutputStream {

  private final OutputStream out;
  private final long size;
  private long written;

  SizedOutputStream(OutputStream out, long size) {
    this.out = out;
    this.size = size;
  }

  @Override
  public void write(int b) throws IOException {
    count(1);
    out.write(b);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    count(length);
    out.write(bytes, offset, length);
  }

  private void count(int bytes) {
    written += bytes;
    if (written > size) {
      throw new IllegalStateException("Content of " + size + " bytes wrote more than that");
    }
  }

  /**
   * To be called when all has been written.
   *
   * @throws IllegalStateException when that was less than was declared
   */
  void checkComplete() {
    if (written != size) {
      throw new IllegalStateException("Content of " + size + " bytes wrote " + written);
    }
  }
}
