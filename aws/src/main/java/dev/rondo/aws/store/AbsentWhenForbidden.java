package dev.rondo.aws.store;

import dev.rondo.aws.AwsAnswers;
import dev.rondo.core.store.Content;
import dev.rondo.core.store.ForbiddenException;
import dev.rondo.core.store.ObjectInfo;
import dev.rondo.core.store.ObjectStore;
import dev.rondo.core.store.PutOutcome;
import dev.rondo.core.store.StoredObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The store of a client, which may not list: S3 tells it 403 of what is not there, so that it
 * cannot learn by asking. Here that is absence again, when reading; a refused write stays a {@link
 * ForbiddenException}.
 */
public final class AbsentWhenForbidden implements ObjectStore {

  private final ObjectStore store;

  public AbsentWhenForbidden(ObjectStore store) {
    this.store = store;
  }

  @Override
  public Optional<ObjectInfo> head(String key) {
    return unlessDenied(() -> store.head(key));
  }

  @Override
  public Optional<StoredObject> get(String key) {
    return unlessDenied(() -> store.get(key));
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

  @Override
  public String put(String key, Content content) {
    return store.put(key, content);
  }

  @Override
  public PutOutcome putIfAbsent(String key, Content content) {
    return store.putIfAbsent(key, content);
  }

  @Override
  public PutOutcome putIfMatch(String key, String etag, Content content) {
    return store.putIfMatch(key, etag, content);
  }

  @Override
  public List<ObjectInfo> list(String prefix) {
    return store.list(prefix);
  }
}
