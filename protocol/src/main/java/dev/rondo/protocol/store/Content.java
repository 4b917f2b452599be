package dev.rondo.protocol.store;

import java.io.IOException;
import java.io.OutputStream;

/** Bytes to be stored: produced on demand, so that a model never has to be in memory as a whole. */
public interface Content {

  /** The exact number of bytes that {@link #writeTo} writes. */
  long size();

  /** Writes the same bytes at every call: a store may have to send them again. */
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
