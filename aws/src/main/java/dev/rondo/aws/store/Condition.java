package dev.rondo.aws.store;

import dev.rondo.protocol.store.ObjectInfo;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What must hold of the object that is there for a put to be carried out, as S3's headers.
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

  /** Whether it holds of what is there. */
  boolean holds(Optional<ObjectInfo> there) {
    if (ifNoneMatch != null) {
      return there.isEmpty();
    }
    return ifMatch == null
        || there.filter(object -> ETags.quoted(object.etag()).equals(ifMatch)).isPresent();
  }
}
