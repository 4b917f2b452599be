package dev.rondo.privacy.masks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SealedSeedTest {

  private static final MaskContext CONTEXT = new MaskContext("mnist", 7, "me", "terms");

  private final SecureRandom random = new SecureRandom();
  private final HelperKey helper = HelperKey.random(random);
  private final ClientKey client = ClientKey.random(random);
  private final byte[] seed = new byte[MaskStream.SEED_BYTES];
  private final byte[] digest = MaskedVector.digest(new int[] {1, 2, 3});

  SealedSeedTest() {
    random.nextBytes(seed);
  }

  private SealedSeed sealed() {
    return SealedSeed.seal(seed, CONTEXT, digest, helper.publicKey(), client, random);
  }

  private static SealedSeed reread(SealedSeed sealed) {
    return SealedSeed.parse(sealed.bytes()).orElseThrow();
  }

  @Test
  void theHelperOpensWhatAClientSealed() {
    SealedSeed sealed = reread(sealed());

    assertThat(sealed.bytes()).hasSize(SealedSeed.BYTES);
    assertThat(sealed.isSignedBy(client.publicKey(), CONTEXT, digest)).isTrue();
    assertThat(sealed.open(helper, CONTEXT, digest)).contains(seed);
  }

  @Test
  void itIsBoundToJobRoundClientAndVector() {
    SealedSeed sealed = sealed();
    byte[] other = MaskedVector.digest(new int[] {1, 2, 4});

    for (MaskContext context :
        new MaskContext[] {
          new MaskContext("mnist-2", 7, "me", "terms"),
          new MaskContext("mnist", 8, "me", "terms"),
          new MaskContext("mnist", 7, "you", "terms"),
          new MaskContext("mnist", 7, "me", "other terms")
        }) {
      assertThat(sealed.isSignedBy(client.publicKey(), context, digest)).isFalse();
      assertThat(sealed.open(helper, context, digest)).isEmpty();
    }
    assertThat(sealed.isSignedBy(client.publicKey(), CONTEXT, other)).isFalse();
    assertThat(sealed.open(helper, CONTEXT, other)).isEmpty();
  }

  @Test
  void onlyTheHelperOpensIt() {
    assertThat(sealed().open(HelperKey.random(random), CONTEXT, digest)).isEmpty();
  }

  @Test
  void nobodySignsForAnotherClient() {
    ClientKey other = ClientKey.random(random);

    assertThat(sealed().isSignedBy(other.publicKey(), CONTEXT, digest)).isFalse();
  }

  /** A signature must not be moved to another seed. */
  @Test
  void noBitCanChange() {
    byte[] bytes = sealed().bytes();
    for (int i = 0; i < bytes.length; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= 4;
      assertThat(
              SealedSeed.parse(changed)
                  .filter(read -> read.isSignedBy(client.publicKey(), CONTEXT, digest)))
          .as("byte %s", i)
          .isEmpty();
    }
  }

  @Test
  void otherFilesAreNotSealedSeeds() {
    byte[] bytes = sealed().bytes();

    assertThat(SealedSeed.parse(new byte[0])).isEmpty();
    assertThat(SealedSeed.parse(Arrays.copyOf(bytes, bytes.length + 1))).isEmpty();
    assertThat(SealedSeed.parse(Arrays.copyOf(bytes, bytes.length - 1))).isEmpty();
    bytes[0] = 2;
    assertThat(SealedSeed.parse(bytes)).isEmpty();
  }

  @Test
  void theUnmaskedSumIsTheSumOfTheVectors() {
    int[] masks = new int[1_000];
    int[] sum = new int[1_000];
    int[] plain = new int[1_000];
    for (int i = 0; i < 5; i++) {
      MaskContext context = new MaskContext("mnist", 7, "client-" + i, "terms");
      int[] vector = new int[1_000];
      Arrays.setAll(vector, at -> random.nextInt(1 << 20));
      add(plain, vector);
      MaskedVector masked = MaskedVector.mask(vector, context, helper.publicKey(), client, random);
      add(sum, masked.numbers());
      byte[] opened = masked.seed().open(helper, context, masked.digest()).orElseThrow();
      new MaskStream(opened, context).addTo(masks, 0, masks.length);
    }

    for (int i = 0; i < sum.length; i++) {
      sum[i] -= masks[i];
    }

    assertThat(sum).isEqualTo(plain);
  }

  private static void add(int[] sum, int[] more) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += more[i];
    }
  }

  @Test
  void keysAreReadFromTheirTexts() {
    assertThat(HelperKey.ofBase64(helper.base64()).publicKey()).isEqualTo(helper.publicKey());
    assertThat(HelperPublicKey.ofBase64(helper.publicKey().base64()))
        .isEqualTo(helper.publicKey())
        .hasSameHashCodeAs(helper.publicKey())
        .hasToString(helper.publicKey().base64());
    assertThat(ClientKey.ofBase64(client.base64() + "\n").publicKey())
        .isEqualTo(client.publicKey());
    assertThat(ClientPublicKey.ofBase64(client.publicKey().base64()))
        .isEqualTo(client.publicKey())
        .hasSameHashCodeAs(client.publicKey());
  }

  @Test
  void privateKeysDoNotShow() {
    assertThat(helper).hasToString("private key of " + helper.publicKey());
    assertThat(client).hasToString("private key of " + client.publicKey());
  }

  @Test
  void refusesTextsThatAreNotKeys() {
    assertThatThrownBy(() -> HelperPublicKey.ofBase64("?"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The helper's public key must be 32 bytes in Base64, but is not Base64");
    assertThatThrownBy(() -> ClientPublicKey.ofBase64("AAAA"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A client's public key must be 32 bytes, but is 3");
    byte[] mixed =
        Bytes.joined(
            Arrays.copyOf(java.util.Base64.getDecoder().decode(client.base64()), 32),
            ClientKey.random(random).publicKey().bytes());
    assertThatThrownBy(() -> ClientKey.ofBase64(Bytes.base64(mixed)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must end with its public key");
  }

  @Test
  void aPublicKeyThatIsNoPointVerifiesNothing() {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) 2);
    bytes[31] = 0x7f;
    boolean verified;
    try {
      verified = ClientPublicKey.of(bytes).verifies(new byte[0], new byte[64]);
    } catch (IllegalArgumentException e) {
      verified = false;
    }

    assertThat(verified).isFalse();
  }
}
