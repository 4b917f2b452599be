package dev.rondo.privacy.masks;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.function.IntBinaryOperator;
import javax.crypto.Cipher;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A client's mask for a round: one number of Z_2^32 for each coordinate of its vector. The numbers
 * are the key stream of ChaCha20 (RFC 8439) as 32-bit integers, little-endian, from block 0. So any
 * range can be made without those before it, such as the range of one model part.
 *
 * <p>The key is HKDF of the seed and the {@link MaskContext}, and the nonce is zero: a key is used
 * for one stream only.
 */
public final class MaskStream {

  /** Bytes of a seed. */
  public static final int SEED_BYTES = 32;

  /** Coordinates that a mask can have: block numbers are 31 bits. */
  public static final long MAX_COORDINATES = 16L * Integer.MAX_VALUE;

  /** Numbers of a block of ChaCha20. */
  private static final int BLOCK = 16;

  private static final int BLOCKS_AT_A_TIME = 1_024;
  private static final int NONCE_BYTES = 12;
  private static final VarHandle NUMBERS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final SecretKeySpec key;
  private final byte[] nonce;

  /**
   * @param seed 32 random bytes, used for this context only
   */
  public MaskStream(byte[] seed, MaskContext context) {
    this(key(seed, context), new byte[NONCE_BYTES]);
  }

  /** The stream of a key and nonce of ChaCha20, for known answers. */
  MaskStream(byte[] key, byte[] nonce) {
    this.key = new SecretKeySpec(key, "ChaCha20");
    this.nonce = nonce;
  }

  private static byte[] key(byte[] seed, MaskContext context) {
    byte[] secret =
        Hkdf.extract(new byte[0], Bytes.checked("The seed of a mask", seed, SEED_BYTES));
    return Hkdf.expand(secret, context.bytes("rondo mask", new byte[0]), SEED_BYTES);
  }

  /**
   * Adds the mask of a range of coordinates to numbers, modulo 2^32.
   *
   * @param numbers where to add, from index 0
   * @param from the first coordinate of the range
   * @param count how many coordinates
   */
  public void addTo(int[] numbers, long from, int count) {
    apply(numbers, from, count, (number, mask) -> number + mask);
  }

  /** The inverse of {@link #addTo}. */
  public void subtractFrom(int[] numbers, long from, int count) {
    apply(numbers, from, count, (number, mask) -> number - mask);
  }

  private void apply(int[] numbers, long from, int count, IntBinaryOperator operator) {
    if (from < 0 || count < 0 || from > MAX_COORDINATES - count || count > numbers.length) {
      throw new IllegalArgumentException(
          "%s coordinates from %s are outside of the mask or of the %s numbers"
              .formatted(count, from, numbers.length));
    }
    byte[] zeros = new byte[BLOCKS_AT_A_TIME * BLOCK * Integer.BYTES];
    byte[] stream = new byte[zeros.length];
    Cipher cipher = cipher((int) (from / BLOCK));
    int skip = (int) (from % BLOCK);
    for (int done = 0; done < count; ) {
      int length = Math.min(count - done, BLOCKS_AT_A_TIME * BLOCK - skip);
      // Whole blocks, so that the cipher keeps no bytes for the next call.
      int bytes = (skip + length + BLOCK - 1) / BLOCK * BLOCK * Integer.BYTES;
      update(cipher, zeros, bytes, stream);
      for (int i = 0; i < length; i++) {
        int mask = (int) NUMBERS.get(stream, (skip + i) * Integer.BYTES);
        numbers[done + i] = operator.applyAsInt(numbers[done + i], mask);
      }
      done += length;
      skip = 0;
    }
  }

  private Cipher cipher(int block) {
    try {
      Cipher cipher = Cipher.getInstance("ChaCha20");
      cipher.init(Cipher.ENCRYPT_MODE, key, new ChaCha20ParameterSpec(nonce, block));
      return cipher;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("ChaCha20 is not available in this Java runtime", e);
    }
  }

  private static void update(Cipher cipher, byte[] zeros, int bytes, byte[] stream) {
    try {
      cipher.update(zeros, 0, bytes, stream, 0);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("ChaCha20 has no room for its output", e);
    }
  }
}
