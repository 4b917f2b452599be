package dev.rondo.protocol.store;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, in hexadecimal. */
public final class Digest {

  private final MessageDigest sha256;

  public Digest() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  /** Adds a text and its end, so that two texts are never mistaken for one. */
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

  /** The digest of all that was added; call it once. */
  public String hex() {
    return HexFormat.of().formatHex(sha256.digest());
  }

  /** A stream that passes bytes on and adds them here; closing it leaves the other one open. */
  public OutputStream through(OutputStream out) {
    return new java.security.DigestOutputStream(out, sha256) {
      @Override
      public void close() throws java.io.IOException {
        flush();
      }
    };
  }
}
