package dev.rondo.protocol.store;

import dev.rondo.protocol.json.Json;
import java.util.Optional;
import java.util.function.Function;

/** Small JSON documents in the store, as records. */
public final class Documents {

  /** Bytes of a document at most. A larger one is neither written nor read. */
  public static final int MAX_BYTES = 64 << 20;

  private final ObjectStore store;
  private final int maxBytes;

  public Documents(ObjectStore store) {
    this(store, MAX_BYTES);
  }

  /** With another limit than {@link #MAX_BYTES}. */
  Documents(ObjectStore store, int maxBytes) {
    this.store = store;
    this.maxBytes = maxBytes;
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
    byte[] bytes = found.get().read(in -> in.readNBytes(maxBytes + 1));
    if (bytes.length > maxBytes) {
      throw new IllegalStateException(key + " is larger than " + maxBytes + " bytes");
    }
    return Optional.of(new Tagged<>(parser.apply(bytes), found.get().info().etag()));
  }

  /**
   * Writes a document and replaces an existing one.
   *
   * @throws IllegalStateException if it is larger than {@link #MAX_BYTES}
   */
  public void write(String key, Object value) {
    store.put(key, content(key, value));
  }

  /**
   * Writes a document if the key does not exist.
   *
   * @return the document that exists afterwards: this one, or the one of an earlier writer
   * @throws IllegalStateException if it is larger than {@link #MAX_BYTES}
   */
  @SuppressWarnings("unchecked")
  public <T> T writeOnce(String key, T value) {
    if (store.putIfAbsent(key, content(key, value)) instanceof PutOutcome.Stored) {
      return value;
    }
    return require(key, (Class<T>) value.getClass());
  }

  /** Replaces a document if it has not changed since it was read. Returns whether it did. */
  public boolean replace(String key, String etag, Object value) {
    return store.putIfMatch(key, etag, content(key, value)) instanceof PutOutcome.Stored;
  }

  /** What could not be read again must not be written: it would block whatever needs it. */
  private Content content(String key, Object value) {
    byte[] bytes = Json.bytes(value);
    if (bytes.length > maxBytes) {
      throw new IllegalStateException(
          "Cannot write %s: it has %s bytes, and a document has at most %s. Use fewer seats per round."
              .formatted(key, bytes.length, maxBytes));
    }
    return Content.of(bytes);
  }
}
