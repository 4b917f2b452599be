package dev.rondo.faults.service;

import dev.rondo.faults.service.Bucket.Version;
import dev.rondo.protocol.json.Json;
import java.util.IdentityHashMap;
import java.util.Optional;

/** The JSON documents of a bucket, for those who check it: each is parsed once. */
public final class Parsed {

  private final Bucket bucket;
  private final IdentityHashMap<Version, Object> values = new IdentityHashMap<>();

  Parsed(Bucket bucket) {
    this.bucket = bucket;
  }

  /** Whether there is such an object. */
  public boolean exists(String key) {
    return bucket.now(key).isPresent();
  }

  /** A document as it is now. */
  public <T> Optional<T> read(String key, Class<T> type) {
    return bucket.now(key).map(version -> read(version, type, key));
  }

  /**
   * A document that must exist.
   *
   * @throws IllegalStateException if it does not
   */
  public <T> T require(String key, Class<T> type) {
    return read(key, type).orElseThrow(() -> new IllegalStateException(key + " does not exist"));
  }

  /**
   * One version of a document.
   *
   * @param place its key, for errors
   */
  public <T> T read(Version version, Class<T> type, String place) {
    Object known = values.get(version);
    if (known != null && type.isInstance(known)) {
      return type.cast(known);
    }
    T value = Json.parse(version.bytes(), type, place);
    values.put(version, value);
    return value;
  }
}
