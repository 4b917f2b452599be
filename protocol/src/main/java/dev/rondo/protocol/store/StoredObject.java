package dev.rondo.protocol.store;

import java.io.IOException;
import java.io.InputStream;

/**
 * An object that is open for reading. The caller closes it.
 *
 * @param info what it is
 * @param body its bytes, {@code info.size()} of them
 */
public record StoredObject(ObjectInfo info, InputStream body) implements AutoCloseable {

  @Override
  public void close() throws IOException {
    body.close();
  }
}
