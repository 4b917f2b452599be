package dev.rondo.aws.store;

import dev.rondo.aws.AwsAnswers;
import dev.rondo.protocol.store.ForbiddenException;
import dev.rondo.protocol.store.ForwardingStore;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.StoredObject;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The store of a client, which has no list permission: S3 answers 403 for an object that does not
 * exist. This class turns 403 on reads back into absence. A refused write stays a {@link
 * ForbiddenException}.
 */
public final class AbsentWhenForbidden extends ForwardingStore {

  public AbsentWhenForbidden(ObjectStore store) {
    super(store);
  }

  @Override
  public Optional<ObjectInfo> head(String key) {
    return unlessDenied(() -> super.head(key));
  }

  @Override
  public Optional<StoredObject> get(String key) {
    return unlessDenied(() -> super.get(key));
  }

  private static <T> Optional<T> unlessDenied(Supplier<Optional<T>> read) {
    try {
      return read.get();
    } catch (ForbiddenException e) {
      if (e.getCause() instanceof SdkException answer
          && AwsAnswers.hasCode(answer)
          && !AwsAnswers.isCode(answer, "AccessDenied")) {
        throw e;
      }
      return Optional.empty();
    }
  }
}
