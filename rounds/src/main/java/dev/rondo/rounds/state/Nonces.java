package dev.rondo.rounds.state;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The seats' nonces: HMAC-SHA256 of job, round and seat under a secret of the control plane. A
 * retried OpenRound finds the same ones again, and nothing secret has to be stored with the plan.
 */
public final class Nonces {

  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  /**
   * @param secret at least 16 bytes that no client knows
   */
  public Nonces(byte[] secret) {
    if (secret.length < 16) {
      throw new IllegalArgumentException("The secret of the nonces needs 16 bytes or more");
    }
    this.key = new SecretKeySpec(secret, ALGORITHM);
  }

  public String nonce(String job, int round, int seat) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      String text = job + "/" + round + "/" + seat;
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)), 0, 16);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has " + ALGORITHM, e);
    }
  }
}
