package dev.rondo.protocol.model;

import dev.rondo.protocol.store.Digest;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * The digest of a model's file as its manifest has it. Of a file that one function wrote it is the
 * SHA-256 of the bytes. Of one that many wrote, each its part, nobody has seen all bytes: there it
 * is the SHA-256 of the parts' SHA-256, 32 bytes each, end to end in the parts' order. S3 calls
 * that a composite checksum.
 *
 * <p>To check a file, lead its bytes {@link #through} and compare {@link #hex} with the manifest's.
 */
public final class ModelDigest {

  private final List<FilePart> parts;
  private final List<String> found = new ArrayList<>();
  private Digest digest = new Digest();
  private long left;

  /**
   * @param parts the parts that the manifest tells of; none for a file that is of one piece
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

  /** What comes behind the last part is a part of its own, so that the digest becomes another. */
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
