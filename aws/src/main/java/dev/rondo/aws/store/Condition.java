package dev.rondo.aws.store;

import dev.rondo.protocol.store.ObjectInfo;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The condition of a put, as S3's headers.
 *
 * @param ifNoneMatch {@code *} when there must be none
 * @param ifMatch the tag that it must have
 */
record Condition(@Nullable String ifNoneMatch, @Nullable String ifMatch) {

  static final Condition NONE = new Condition(null, null);
  static final Condition ABSENT = new Condition("*", null);

  static Condition tagged(String etag) {
    return new Condition(null, ETags.quoted(etag));
  }

  /** Whether the condition holds for the existing object. */
  boolean holds(Optional<ObjectInfo> there) {
    if (ifNoneMatch != null) {
      return there.isEmpty();
    }
    return ifMatch == null
        || there.filter(object -> ETags.quoted(object.etag()).equals(ifMatch)).isPresent();
  }
}
