package dev.rondo.aws.store;

import java.io.IOException;
import java.io.OutputStream;

/** Checks that a content writes exactly the size that it declares. */
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
   * Call this when everything has been written.
   *
   * @throws IllegalStateException when that was less than was declared
   */
  void checkComplete() {
    if (written != size) {
      throw new IllegalStateException("Content of " + size + " bytes wrote " + written);
    }
  }
}
