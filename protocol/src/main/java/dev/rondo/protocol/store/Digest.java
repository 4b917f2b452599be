package dev.rondo.protocol.store;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256. */
public final class Digest {

  private final MessageDigest sha256;

  public Digest() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is not available in this Java runtime", e);
    }
  }

  /** Adds a text and a zero byte, so that two texts never look like one. */
  public Digest add(String text) {
    sha256.update(text.getBytes(StandardCharsets.UTF_8));
    sha256.update((byte) 0);
    return this;
  }

  public Digest add(byte[] bytes) {
    sha256.update(bytes);
    return this;
  }

  public Digest add(byte[] bytes, int offset, int length) {
    sha256.update(bytes, offset, length);
    return this;
  }

  /** The digest of everything added so far, in hexadecimal. Call it once. */
  public String hex() {
    return HexFormat.of().formatHex(bytes());
  }

  /** The 32 bytes of the digest of everything added so far. Call it once. */
  public byte[] bytes() {
    return sha256.digest();
  }

  /**
   * A stream that adds the bytes written to it and passes them on. Closing it does not close {@code
   * out}.
   */
  public OutputStream through(OutputStream out) {
    return new java.security.DigestOutputStream(out, sha256) {
      @Override
      public void close() throws java.io.IOException {
        flush();
      }
    };
  }
}
