package dev.rondo.faults.service;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body that reports each stretch that is read of it. */
final class MeteredBody extends FilterInputStream {

  private final Reader reader;
  private long at;

  /** Hears of a stretch. */
  @FunctionalInterface
  interface Reader {
    void read(long from, long length);
  }

  MeteredBody(InputStream body, Reader reader) {
    super(body);
    this.reader = reader;
  }

  @Override
  public int read() throws IOException {
    int next = super.read();
    if (next >= 0) {
      moved(1);
    }
    return next;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int count = super.read(into, offset, length);
    if (count > 0) {
      moved(count);
    }
    return count;
  }

  @Override
  public long skip(long count) throws IOException {
    long skipped = super.skip(count);
    moved(skipped);
    return skipped;
  }

  private void moved(long count) {
    long from = at;
    at += count;
    reader.read(from, count);
  }
}
