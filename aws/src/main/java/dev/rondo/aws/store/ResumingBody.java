package dev.rondo.aws.store;

import dev.rondo.protocol.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * The bytes of an object or of a range. If the connection breaks or closes early, it requests the
 * rest by a ranged GET with the same tag, so that a long read survives a connection reset. It
 * throws {@link StoreException} if the object has changed, S3 refuses, or the connection broke more
 * than {@value #RESUMES} times, where every {@value #EARNED_BACK} bytes earn back one resume.
 */
final class ResumingBody extends InputStream {

  static final int RESUMES = 5;
  static final long EARNED_BACK = 16 << 20;

  /** Opens the object again. */
  interface Source {
    ResponseInputStream<GetObjectResponse> open(long from, long toExclusive);
  }

  private final String name;
  private final Source source;
  private final long end;
  private long position;
  private long received;
  private int resumed;
  private ResponseInputStream<GetObjectResponse> body;

  /**
   * @param name of the object, for errors
   * @param body what is open already, at {@code from}
   */
  ResumingBody(
      String name,
      Source source,
      ResponseInputStream<GetObjectResponse> body,
      long from,
      long toExclusive) {
    this.name = name;
    this.source = source;
    this.body = body;
    this.position = from;
    this.end = toExclusive;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    if (position == end) {
      return -1;
    }
    while (true) {
      int wanted = (int) Math.min(length, end - position);
      int count = attempt(bytes, offset, wanted);
      if (count > 0) {
        position += count;
        received += count;
        if (position == end) {
          finish();
        }
        return count;
      }
    }
  }

  /** Reads some bytes; returns 0 if the connection had to be reopened. */
  private int attempt(byte[] bytes, int offset, int length) {
    try {
      int count = body.read(bytes, offset, length);
      if (count < 0) {
        resume(new IOException("the connection closed " + (end - position) + " bytes early"));
      }
      return count;
    } catch (IOException e) {
      resume(e);
      return 0;
    } catch (SdkException e) {
      // If the body ends early, the SDK reports a checksum mismatch.
      resume(new IOException(e.getMessage(), e));
      return 0;
    }
  }

  /** Reads to the end, so that the SDK verifies the checksum and reuses the connection. */
  private void finish() {
    try {
      int more = body.read();
      if (more >= 0) {
        throw new StoreException(name + " sent more bytes than its size");
      }
    } catch (IOException e) {
      // All bytes have been read.
      body.abort();
    } catch (SdkException e) {
      throw broken(e);
    }
  }

  private void resume(IOException why) {
    body.abort();
    if (Thread.currentThread().isInterrupted() || resumed >= RESUMES + received / EARNED_BACK) {
      throw broken(why);
    }
    resumed++;
    body = source.open(position, end);
  }

  private StoreException broken(Exception e) {
    return new StoreException(
        "Reading " + name + " failed at byte " + position + ": " + e.getMessage(), e);
  }

  @Override
  public int available() throws IOException {
    return position == end ? 0 : body.available();
  }

  /** Aborts without reading the rest, which may be large. */
  @Override
  public void close() {
    if (position < end) {
      body.abort();
    }
    try {
      body.close();
    } catch (IOException | SdkException e) {
      // Nobody reads on.
      body.abort();
    }
  }
}
