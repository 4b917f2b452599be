package dev.rondo.protocol.round;

import dev.rondo.protocol.store.Digest;
import java.nio.charset.StandardCharsets;

/** What a plan holds of a seat's nonce: enough to recognize the nonce, too little to forge it. */
public final class NonceHash {

  private NonceHash() {}

  /** SHA-256 of the nonce's UTF-8 bytes, in hexadecimal. */
  public static String of(String nonce) {
    return new Digest().add(nonce.getBytes(StandardCharsets.UTF_8)).hex();
  }
}
