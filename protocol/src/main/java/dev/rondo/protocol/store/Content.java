package dev.rondo.protocol.store;

import java.io.IOException;
import java.io.OutputStream;

/** Bytes to store. They are produced on demand, so a whole model need not be in memory. */
public interface Content {

  /** The exact number of bytes that {@link #writeTo} writes. */
  long size();

  /** Writes the bytes. Every call writes the same bytes, because a store may send them again. */
  void writeTo(OutputStream out) throws IOException;

  static Content of(byte[] bytes) {
    return new Content() {
      @Override
      public long size() {
        return bytes.length;
      }

      @Override
      public void writeTo(OutputStream out) throws IOException {
        out.write(bytes);
      }
    };
  }
}
