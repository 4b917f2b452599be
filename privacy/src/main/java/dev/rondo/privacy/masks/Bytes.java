package dev.rondo.privacy.masks;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Texts and keys as bytes. */
final class Bytes {

  private Bytes() {}

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] joined(byte[]... pieces) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] piece : pieces) {
      all.writeBytes(piece);
    }
    return all.toByteArray();
  }

  /** Each piece after its length as four bytes, so that two lists of pieces never look like one. */
  static byte[] list(byte[]... pieces) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] piece : pieces) {
      all.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(piece.length).array());
      all.writeBytes(piece);
    }
    return all.toByteArray();
  }

  static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /**
   * The bytes of a key in Base64.
   *
   * @param name what it is, for the error message
   * @throws IllegalArgumentException if it is not Base64 of this number of bytes. The message does
   *     not have the text, which can be a secret
   */
  static byte[] ofBase64(String name, String text, int bytes) {
    byte[] key;
    try {
      key = Base64.getDecoder().decode(text.strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s must be %s bytes in Base64, but is not Base64".formatted(name, bytes), e);
    }
    return checked(name, key, bytes);
  }

  static byte[] checked(String name, byte[] key, int bytes) {
    if (key.length != bytes) {
      throw new IllegalArgumentException(
          "%s must be %s bytes, but is %s".formatted(name, bytes, key.length));
    }
    return key;
  }
}
