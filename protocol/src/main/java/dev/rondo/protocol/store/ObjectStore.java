package dev.rondo.protocol.store;

import java.util.List;
import java.util.Optional;

/**
 * The private bucket. It is Rondo's only database: all state of jobs, rounds and models is in
 * objects, and every decision that must be made once is one conditional write. {@link KeyTemplate}
 * lists the objects.
 *
 * <p>What an implementation guarantees, as S3 does:
 *
 * <ul>
 *   <li>Strong consistency: a read that begins after a write has ended sees that write, and so does
 *       a list.
 *   <li>Atomic writes: a reader sees all of an object or none of it.
 *   <li>Conditional writes: of several callers of {@link #putIfAbsent} for one key, exactly one
 *       gets {@link PutOutcome.Stored}.
 * </ul>
 *
 * <p>Every method throws {@link StoreException} if the store does not answer or refuses the
 * request; a retry can succeed. It throws {@link ForbiddenException} if the credentials do not
 * permit the request; a retry cannot succeed. After an exception from a write, the write may have
 * happened: read the object back and compare.
 *
 * <p>Implementations: S3 ({@code aws}), a directory ({@code local}), and memory (tests). All pass
 * the same {@code ObjectStoreContract}.
 */
public interface ObjectStore {

  /** The size and tag of an object, or empty if it does not exist. */
  Optional<ObjectInfo> head(String key);

  /** Opens an object for reading, or returns empty if it does not exist. The caller closes it. */
  Optional<StoredObject> get(String key);

  /**
   * Opens a range of an object.
   *
   * @param object the object, as {@link #list}, {@link #head} or a document describes it. The range
   *     is read only while the object has this tag (If-Match)
   * @param from offset of the first byte, from 0
   * @param length number of bytes, at least 1
   * @return the range; its info has the length of the range as size and the tag of the object.
   *     Empty if the object does not exist any more or has been replaced
   * @throws IllegalArgumentException if the range is not within the object
   */
  Optional<StoredObject> getRange(ObjectInfo object, long from, long length);

  /** Writes an object, replaces an existing one, and returns the new tag. */
  String put(String key, Content content);

  /** Writes an object only if the key does not exist (If-None-Match: *). */
  PutOutcome putIfAbsent(String key, Content content);

  /** Replaces an object only if it has this tag (If-Match). */
  PutOutcome putIfMatch(String key, String etag, Content content);

  /** All objects whose keys start with the prefix, sorted by the UTF-8 bytes of their keys. */
  List<ObjectInfo> list(String prefix);

  /** The keys of {@link #list}, for callers that need no sizes and tags; it can be faster. */
  default List<String> keys(String prefix) {
    return list(prefix).stream().map(ObjectInfo::key).toList();
  }

  /**
   * Begins a multipart upload. Several functions can put its parts. The object does not exist until
   * the upload is completed.
   */
  Upload beginUpload(String key);

  /**
   * Puts one part of an upload and replaces an earlier part of the same number. The same bytes get
   * the same tag.
   *
   * @param number position of the part in the object, 1 to 10,000
   * @param content 5 MiB to 5 GiB on S3; the last part can be smaller
   * @return the part's tag, or empty if the upload does not exist any more
   */
  Optional<String> putPart(Upload upload, int number, Content content);

  /**
   * Completes an upload: creates the object from its parts, only if the key does not exist
   * (If-None-Match: *). After a conflict the upload still exists; the caller aborts it.
   *
   * @param parts tags of the parts 1, 2, 3 and so on; at least one
   */
  UploadOutcome completeUpload(Upload upload, List<String> parts);

  /** Deletes an upload and its parts. Does nothing if the upload does not exist. */
  void abortUpload(Upload upload);

  /**
   * Checks that a range is within an object; every implementation calls it.
   *
   * @throws IllegalArgumentException if it is not
   */
  static void checkRange(ObjectInfo object, long from, long length) {
    if (from < 0 || length < 1 || from > object.size() - length) {
      throw new IllegalArgumentException(
          "The range of %s bytes from byte %s is outside of %s".formatted(length, from, object));
    }
  }
}
