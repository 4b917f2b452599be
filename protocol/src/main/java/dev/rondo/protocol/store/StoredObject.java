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

  /** Makes a value of an object's bytes. */
  @FunctionalInterface
  public interface Reader<T> {

    T read(InputStream body) throws IOException;
  }

  /**
   * Reads the object and closes it.
   *
   * @throws StoreException if its bytes cannot be read
   */
  public <T> T read(Reader<T> reader) {
    try (this) {
      return reader.read(body);
    } catch (IOException e) {
      throw new StoreException("Cannot read " + info.key(), e);
    }
  }

  @Override
  public void close() throws IOException {
    body.close();
  }
}
