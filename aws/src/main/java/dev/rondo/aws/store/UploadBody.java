package dev.rondo.aws.store;

import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.StoreException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * A content as a request body that the SDK can request again. A small content is buffered in
 * memory. A larger one is streamed through a {@link ContentPipe} and is never in memory or on disk
 * as a whole, because a model can be larger than a function's {@code /tmp}.
 */
final class UploadBody implements AutoCloseable {

  /** The largest buffered content; below this a thread costs more than the memory. */
  static final int SMALL = 512 << 10;

  private static final String TYPE = "application/octet-stream";

  private final String key;
  private final RequestBody body;
  private @Nullable ContentPipe pipe;

  /**
   * @throws IllegalStateException when a small content is not of its size
   * @throws StoreException when it fails
   */
  UploadBody(String key, Content content) {
    this.key = key;
    if (content.size() <= SMALL) {
      byte[] bytes = collect(content);
      this.body =
          RequestBody.fromContentProvider(
              () -> new ByteArrayInputStream(bytes), bytes.length, TYPE);
    } else {
      this.body = RequestBody.fromContentProvider(() -> anew(content), content.size(), TYPE);
    }
  }

  RequestBody body() {
    return body;
  }

  private byte[] collect(Content content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) content.size());
    SizedOutputStream sized = new SizedOutputStream(bytes, content.size());
    try {
      content.writeTo(sized);
    } catch (IOException e) {
      throw failure(key, e);
    }
    sized.checkComplete();
    return bytes.toByteArray();
  }

  private synchronized InputStream anew(Content content) {
    close();
    ContentPipe next = new ContentPipe(content);
    pipe = next;
    return next;
  }

  /** The exception if the content failed and not the store. */
  static Optional<RuntimeException> failureOfContent(String key, Throwable thrown) {
    for (Throwable e = thrown; e != null; e = e.getCause()) {
      if (e instanceof ContentPipe.FailedException failed) {
        Throwable reason = failed.reason();
        if (reason instanceof Error error) {
          throw error;
        }
        return Optional.of(reason instanceof RuntimeException ours ? ours : failure(key, reason));
      }
    }
    return Optional.empty();
  }

  static StoreException failure(String key, Throwable e) {
    return new StoreException("Cannot write " + key + ": " + e.getMessage(), e);
  }

  @Override
  public synchronized void close() {
    if (pipe != null) {
      pipe.close();
      pipe = null;
    }
  }
}
