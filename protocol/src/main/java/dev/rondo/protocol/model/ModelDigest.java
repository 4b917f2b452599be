package dev.rondo.protocol.model;

import dev.rondo.protocol.store.Digest;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * The digest of a model file as its manifest has it. If one function wrote the file, it is the
 * SHA-256 of the bytes. If several functions each wrote a part, it is the SHA-256 of the
 * concatenated SHA-256 digests of the parts (32 bytes each), which S3 calls a composite checksum.
 *
 * <p>To check a file, pass its bytes {@link #through} and compare {@link #hex} with the manifest.
 */
public final class ModelDigest {

  private final List<FilePart> parts;
  private final List<String> found = new ArrayList<>();
  private Digest digest = new Digest();
  private long left;

  /**
   * @param parts the parts in the manifest; empty for a file that one function wrote
   */
  public ModelDigest(List<FilePart> parts) {
    this.parts = List.copyOf(parts);
    this.left = parts.isEmpty() ? Long.MAX_VALUE : parts.get(0).bytes();
  }

  /** The digest of a file of these parts. */
  public static String of(List<FilePart> parts) {
    return of(parts.stream().map(FilePart::sha256));
  }

  private static String of(java.util.stream.Stream<String> digests) {
    Digest all = new Digest();
    digests.forEach(sha256 -> all.add(HexFormat.of().parseHex(sha256)));
    return all.hex();
  }

  /** A stream that passes bytes on and adds them here; closing it leaves the other one open. */
  public OutputStream through(OutputStream out) {
    return new OutputStream() {
      @Override
      public void write(int b) throws java.io.IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws java.io.IOException {
        add(bytes, offset, length);
        out.write(bytes, offset, length);
      }

      @Override
      public void flush() throws java.io.IOException {
        out.flush();
      }

      @Override
      public void close() throws java.io.IOException {
        flush();
      }
    };
  }

  /** Adds the file's next bytes. */
  public void add(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    int done = 0;
    while (done < length) {
      if (left == 0) {
        endPart();
      }
      int count = (int) Math.min(left, length - done);
      digest.add(bytes, offset + done, count);
      left -= count;
      done += count;
    }
  }

  /** Bytes after the last part form one more part, so that the digest differs. */
  private void endPart() {
    found.add(digest.hex());
    digest = new Digest();
    left = found.size() < parts.size() ? parts.get(found.size()).bytes() : Long.MAX_VALUE;
  }

  /** The digest of all that was added; call it once. */
  public String hex() {
    if (parts.isEmpty()) {
      return digest.hex();
    }
    endPart();
    return of(found.stream());
  }
}
