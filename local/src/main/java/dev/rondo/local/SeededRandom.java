package dev.rondo.local;

import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import java.util.SplittableRandom;

/**
 * Random bytes that follow from the seed of a simulation, where a deployment draws them from the
 * system: a repeated run has the same bytes, and nothing that is encrypted with them is secret.
 */
public final class SeededRandom extends SecureRandom {

  private static final long serialVersionUID = 1L;
  private static final int KEY_BYTES = 32;

  /**
   * @param random where the bytes come from
   */
  public SeededRandom(SplittableRandom random) {
    super(new Bytes(random), null);
  }

  /** The 32 bytes of a key. */
  public static byte[] bytes(SplittableRandom random) {
    byte[] bytes = new byte[KEY_BYTES];
    random.nextBytes(bytes);
    return bytes;
  }

  private static final class Bytes extends SecureRandomSpi {

    private static final long serialVersionUID = 1L;

    private final transient SplittableRandom random;

    Bytes(SplittableRandom random) {
      this.random = random;
    }

    @Override
    protected void engineSetSeed(byte[] seed) {
      // The seed of the simulation counts.
    }

    @Override
    protected void engineNextBytes(byte[] bytes) {
      random.nextBytes(bytes);
    }

    @Override
    protected byte[] engineGenerateSeed(int numBytes) {
      byte[] bytes = new byte[numBytes];
      random.nextBytes(bytes);
      return bytes;
    }
  }
}
