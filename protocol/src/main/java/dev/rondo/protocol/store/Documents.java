package dev.rondo.protocol.store;

import dev.rondo.protocol.json.Json;
import java.util.Optional;
import java.util.function.Function;

/** Small JSON documents in the store, as records. */
public final class Documents {

  /** Rondo writes no larger document. */
  private static final int MAX_BYTES = 64 << 20;

  private final ObjectStore store;

  public Documents(ObjectStore store) {
    this.store = store;
  }

  /**
   * A document and its tag at the time of reading.
   *
   * @param <T> the record
   */
  public record Tagged<T>(T value, String etag) {}

  public boolean exists(String key) {
    return store.head(key).isPresent();
  }

  public <T> Optional<T> read(String key, Class<T> type) {
    return readTagged(key, type).map(Tagged::value);
  }

  /**
   * Reads a document that must exist.
   *
   * @throws IllegalStateException if it does not
   */
  public <T> T require(String key, Class<T> type) {
    return read(key, type).orElseThrow(() -> new IllegalStateException(key + " does not exist"));
  }

  /**
   * Reads a document that must exist, and ignores keys that the record does not have. For what
   * clients read: the server may be of a later version.
   *
   * @throws IllegalStateException if it does not exist
   */
  public <T> T requireKnown(String key, Class<T> type) {
    return tagged(key, bytes -> Json.parseKnown(bytes, type, key))
        .orElseThrow(() -> new IllegalStateException(key + " does not exist"))
        .value();
  }

  public <T> Optional<Tagged<T>> readTagged(String key, Class<T> type) {
    return tagged(key, bytes -> Json.parse(bytes, type, key));
  }

  private <T> Optional<Tagged<T>> tagged(String key, Function<byte[], T> parser) {
    Optional<StoredObject> found = store.get(key);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    byte[] bytes = found.get().read(in -> in.readNBytes(MAX_BYTES + 1));
    if (bytes.length > MAX_BYTES) {
      throw new IllegalStateException(key + " is larger than " + MAX_BYTES + " bytes");
    }
    return Optional.of(new Tagged<>(parser.apply(bytes), found.get().info().etag()));
  }

  /** Writes a document and replaces an existing one. */
  public void write(String key, Object value) {
    store.put(key, content(value));
  }

  /**
   * Writes a document if the key does not exist.
   *
   * @return the document that exists afterwards: this one, or the one of an earlier writer
   */
  @SuppressWarnings("unchecked")
  public <T> T writeOnce(String key, T value) {
    if (store.putIfAbsent(key, content(value)) instanceof PutOutcome.Stored) {
      return value;
    }
    return require(key, (Class<T>) value.getClass());
  }

  /** Replaces a document if it has not changed since it was read. Returns whether it did. */
  public boolean replace(String key, String etag, Object value) {
    return store.putIfMatch(key, etag, content(value)) instanceof PutOutcome.Stored;
  }

  private static Content content(Object value) {
    return Content.of(Json.bytes(value));
  }
}
