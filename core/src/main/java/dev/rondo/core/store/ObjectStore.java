package dev.rondo.core.store;

import java.util.List;
import java.util.Optional;

/**
 * The private bucket, which is Rondo's only database: strongly consistent, with conditional writes.
 * Every write is atomic: a reader sees all of an object or none of it.
 *
 * <p>Every method throws {@link StoreException} when the store does not answer or refuses service;
 * trying again may help.
 */
public interface ObjectStore {

  /** What is known of an object, or empty when there is none. */
  Optional<ObjectInfo> head(String key);

  /** Opens an object, or empty when there is none. */
  Optional<StoredObject> get(String key);

  /** Writes an object, whether or not one is there, and returns its tag. */
  String put(String key, Content content);

  /** Writes an object only where none is (If-None-Match: *). */
  PutOutcome putIfAbsent(String key, Content content);

  /** Replaces an object only while it has this tag (If-Match). */
  PutOutcome putIfMatch(String key, String etag, Content content);

  /** All objects whose key begins with the prefix, in the order of their keys' UTF-8 bytes. */
  List<ObjectInfo> list(String prefix);
}
