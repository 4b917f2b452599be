package dev.rondo.privacy.masks;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/**
 * A seed of a mask as a client sends it to the helper: sealed by {@link Hpke} for the helper, and
 * signed by the client. Both are bound to job, round, client and the digest of the masked vector.
 *
 * <p>As bytes it is 145: the format (1), the encapsulated key (32), the sealed seed with its tag
 * (48), and the signature (64).
 *
 * <p>What HPKE binds is in {@code info}, and {@code aad} is empty, because libraries have functions
 * for one message that take no {@code aad}. RFC 9180, section 8.1, recommends the same.
 */
public final class SealedSeed {

  /** The size of a file in bytes. */
  public static final int BYTES = 145;

  private static final byte FORMAT = 1;
  private static final int SEALED_BYTES = MaskStream.SEED_BYTES + Hpke.OVERHEAD;
  private static final byte[] NONE = {};

  private final byte[] sealed;
  private final byte[] signature;

  private SealedSeed(byte[] sealed, byte[] signature) {
    this.sealed = sealed;
    this.signature = signature;
  }

  /**
   * Seals and signs a seed.
   *
   * @param digest SHA-256 of the masked vector, 32 bytes
   * @throws IllegalArgumentException if the helper's key is not valid
   */
  public static SealedSeed seal(
      byte[] seed,
      MaskContext context,
      byte[] digest,
      HelperPublicKey helper,
      ClientKey client,
      SecureRandom random) {
    Bytes.checked("The seed of a mask", seed, MaskStream.SEED_BYTES);
    byte[] sealed = Hpke.seal(helper, info(context, digest), NONE, seed, random);
    return new SealedSeed(sealed, client.sign(signed(context, digest, sealed)));
  }

  /** Reads {@link #bytes}, or returns empty if they are not a sealed seed. */
  public static Optional<SealedSeed> parse(byte[] bytes) {
    if (bytes.length != BYTES || bytes[0] != FORMAT) {
      return Optional.empty();
    }
    return Optional.of(
        new SealedSeed(
            Arrays.copyOfRange(bytes, 1, 1 + SEALED_BYTES),
            Arrays.copyOfRange(bytes, 1 + SEALED_BYTES, BYTES)));
  }

  public byte[] bytes() {
    return Bytes.joined(new byte[] {FORMAT}, sealed, signature);
  }

  /** Whether this client signed it for this context and digest. */
  public boolean isSignedBy(ClientPublicKey client, MaskContext context, byte[] digest) {
    return client.verifies(signed(context, digest, sealed), signature);
  }

  /** The seed; empty if it was not sealed for this helper, context and digest. */
  public Optional<byte[]> open(HelperKey helper, MaskContext context, byte[] digest) {
    return Hpke.open(helper, info(context, digest), NONE, sealed);
  }

  private static byte[] info(MaskContext context, byte[] digest) {
    return context.bytes("rondo sealed seed", digest);
  }

  private static byte[] signed(MaskContext context, byte[] digest, byte[] sealed) {
    return Bytes.list(context.bytes("rondo signed seed", digest), sealed);
  }
}
