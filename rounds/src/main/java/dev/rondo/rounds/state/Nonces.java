package dev.rondo.rounds.state;

import dev.rondo.protocol.round.SeatTree;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Derives the secrets of seats: HMAC-SHA256 of job, round and seat with a secret key. A retried
 * OpenRound derives the same nonces again, so no nonce has to be stored.
 */
public final class Nonces {

  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  /**
   * @param secret at least 16 bytes that no client knows
   */
  public Nonces(byte[] secret) {
    if (secret.length < 16) {
      throw new IllegalArgumentException("The nonce secret must have at least 16 bytes");
    }
    this.key = new SecretKeySpec(secret, ALGORITHM);
  }

  /** The seats of a round, with their nonces. */
  public SeatTree seats(String job, int round, int seats) {
    return new SeatTree(
        IntStream.range(0, seats).mapToObj(seat -> secret(job, round, seat)).toList());
  }

  private String secret(String job, int round, int seat) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      String text = job + "/" + round + "/" + seat;
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)), 0, 16);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(ALGORITHM + " is not available in this Java runtime", e);
    }
  }
}
