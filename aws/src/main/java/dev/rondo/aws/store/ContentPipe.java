package dev.rondo.aws.store;

import dev.rondo.protocol.store.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A content as an input stream. A thread runs the content's writer, which blocks while the reader
 * is more than {@value #CHUNKS} chunks of {@value #CHUNK} bytes behind.
 *
 * <p>The last chunk is released only when the content has ended successfully with the right size.
 * So a request with this body cannot complete with wrong content.
 */
final class ContentPipe extends InputStream {

  static final int CHUNK = 128 << 10;
  static final int CHUNKS = 8;

  private final Content content;

  // Guarded by this.
  private final Deque<byte[]> chunks = new ArrayDeque<>();
  private @Nullable Thread writer;
  private @Nullable Throwable failure;
  private boolean ended;
  private boolean closed;

  // The reader's alone.
  private byte[] current = {};
  private int position;

  ContentPipe(Content content) {
    this.content = content;
  }

  /** The content failed. It is a RuntimeException, so that the SDK does not retry. */
  static final class FailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Throwable reason;

    FailedException(Throwable reason) {
      super("Cannot produce the content", reason);
      this.reason = reason;
    }

    Throwable reason() {
      return reason;
    }
  }

  @Override
  public int read() throws IOException {
    return more() ? current[position++] & 0xff : -1;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    if (!more()) {
      return -1;
    }
    int count = Math.min(length, current.length - position);
    System.arraycopy(current, position, bytes, offset, count);
    position += count;
    return count;
  }

  /** Whether there is another byte, which then is in {@code current}. */
  private boolean more() throws IOException {
    if (position < current.length) {
      return true;
    }
    byte[] next = take();
    if (next == null) {
      return false;
    }
    current = next;
    position = 0;
    return true;
  }

  /** The next chunk, when another one follows or the content has ended successfully. */
  private synchronized byte @Nullable [] take() throws IOException {
    if (writer == null && !closed) {
      writer = new Thread(this::write, "rondo-upload");
      writer.setDaemon(true);
      writer.start();
    }
    awaitThat(() -> closed || ended || chunks.size() >= 2);
    if (closed) {
      throw new IOException("The upload was aborted");
    }
    if (failure != null) {
      throw new FailedException(failure);
    }
    byte[] chunk = chunks.poll();
    notifyAll();
    return chunk;
  }

  private synchronized void awaitThat(BooleanSupplier condition) throws InterruptedIOException {
    try {
      while (!condition.getAsBoolean()) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted");
    }
  }

  private void write() {
    Throwable thrown = null;
    try (Chunks out = new Chunks()) {
      SizedOutputStream sized = new SizedOutputStream(out, content.size());
      content.writeTo(sized);
      sized.checkComplete();
    } catch (Throwable e) { // Handed to the reader, whatever it is.
      thrown = e;
    }
    synchronized (this) {
      failure = thrown;
      ended = true;
      notifyAll();
    }
  }

  private synchronized void add(byte[] chunk) throws IOException {
    awaitThat(() -> closed || chunks.size() < CHUNKS);
    if (closed) {
      throw new IOException("The upload was aborted");
    }
    chunks.add(chunk);
    notifyAll();
  }

  /** Stops the writer and waits for it, because a content may not support two concurrent writes. */
  @Override
  public void close() {
    Thread writing;
    synchronized (this) {
      closed = true;
      chunks.clear();
      notifyAll();
      writing = writer;
    }
    if (writing != null) {
      joinUninterruptibly(writing);
    }
  }

  private static void joinUninterruptibly(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Cuts what the content writes into chunks. */
  private final class Chunks extends OutputStream {

    private final byte[] chunk = new byte[CHUNK];
    private int filled;

    @Override
    public void write(int b) throws IOException {
      chunk[filled++] = (byte) b;
      if (filled == CHUNK) {
        send();
      }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, bytes.length);
      for (int done = 0; done < length; ) {
        int count = Math.min(length - done, CHUNK - filled);
        System.arraycopy(bytes, offset + done, chunk, filled, count);
        filled += count;
        done += count;
        if (filled == CHUNK) {
          send();
        }
      }
    }

    private void send() throws IOException {
      add(Arrays.copyOf(chunk, filled));
      filled = 0;
    }

    @Override
    public void close() throws IOException {
      if (filled > 0) {
        send();
      }
    }
  }
}
