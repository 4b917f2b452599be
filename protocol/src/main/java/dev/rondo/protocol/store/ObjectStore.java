package dev.rondo.protocol.store;

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

  /**
   * Opens a part of an object that a listing, {@link #head} or a document has told of.
   *
   * @param object the object; only while it has this tag is anything read (If-Match)
   * @param from the first byte, from 0
   * @param length the number of bytes, at least 1
   * @return the range, whose info has the range's length as its size and the object's tag; empty
   *     when the object is not there any more, or is another one by now
   * @throws IllegalArgumentException when the range is not within the object
   */
  Optional<StoredObject> getRange(ObjectInfo object, long from, long length);

  /** Writes an object, whether or not one is there, and returns its tag. */
  String put(String key, Content content);

  /** Writes an object only where none is (If-None-Match: *). */
  PutOutcome putIfAbsent(String key, Content content);

  /** Replaces an object only while it has this tag (If-Match). */
  PutOutcome putIfMatch(String key, String etag, Content content);

  /** All objects whose key begins with the prefix, in the order of their keys' UTF-8 bytes. */
  List<ObjectInfo> list(String prefix);

  /**
   * Begins an object that is to be put in parts, by many hands if need be. Nothing is there to be
   * read before it is completed.
   */
  Upload beginUpload(String key);

  /**
   * Puts one part. A part of this number that was there before is replaced; the same bytes have the
   * same tag.
   *
   * @param number its place in the object, from 1; at most 10,000
   * @param content on S3 at least 5 MiB, unless it is the last one, and at most 5 GiB
   * @return the part's tag; empty when there is no such upload any more
   */
  Optional<String> putPart(Upload upload, int number, Content content);

  /**
   * Makes an object of the parts from 1 on, only where none is (If-None-Match: *). After a conflict
   * the upload is still there: abort it.
   *
   * @param parts the parts' tags in the parts' order, at least one
   */
  UploadOutcome completeUpload(Upload upload, List<String> parts);

  /** Gives up an upload and its parts; nothing happens when there is none. */
  void abortUpload(Upload upload);

  /** Whether a range is within an object, as every store is to check. */
  static void checkRange(ObjectInfo object, long from, long length) {
    if (from < 0 || length < 1 || from > object.size() - length) {
      throw new IllegalArgumentException(
          "%d bytes from %d are not within %s".formatted(length, from, object));
    }
  }
}
