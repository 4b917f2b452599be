package dev.rondo.privacy.masks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The known answers of the standards. */
class RfcVectorsTest {

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] bytes(int from, int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (from + i);
    }
    return bytes;
  }

  /** RFC 5869, appendix A.1. */
  @Test
  void hkdfAnswersTheBasicCase() {
    byte[] key = Hkdf.extract(bytes(0, 13), hex("0b".repeat(22)));

    assertThat(hex(key))
        .isEqualTo("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5");
    assertThat(hex(Hkdf.expand(key, bytes(0xf0, 10), 42)))
        .isEqualTo(
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  }

  /** RFC 5869, appendix A.2. */
  @Test
  void hkdfAnswersTheLongCase() {
    byte[] key = Hkdf.extract(bytes(0x60, 80), bytes(0, 80));

    assertThat(hex(key))
        .isEqualTo("06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244");
    assertThat(hex(Hkdf.expand(key, bytes(0xb0, 80), 82)))
        .isEqualTo(
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
                + "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71"
                + "cc30c58179ec3e87c14c01d5c1f3434f1d87");
  }

  /** RFC 5869, appendix A.3. */
  @Test
  void hkdfAnswersTheCaseWithoutSaltAndInfo() {
    byte[] key = Hkdf.extract(new byte[0], hex("0b".repeat(22)));

    assertThat(hex(key))
        .isEqualTo("19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04");
    assertThat(hex(Hkdf.expand(key, new byte[0], 42)))
        .isEqualTo(
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8161})
  void hkdfRefusesOtherLengths(int bytes) {
    byte[] key = new byte[Hkdf.HASH_BYTES];

    assertThatThrownBy(() -> Hkdf.expand(key, new byte[0], bytes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("HKDF makes 1 to 8160 bytes, but not " + bytes);
  }

  /** RFC 7748, section 5.2. */
  @ParameterizedTest
  @CsvSource({
    "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4,"
        + "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c,"
        + "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552",
    "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d,"
        + "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493,"
        + "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957"
  })
  void x25519MultipliesPoints(String scalar, String point, String product) {
    assertThat(X25519.agree(hex(scalar), hex(point))).map(RfcVectorsTest::hex).contains(product);
  }

  /** RFC 7748, section 6.1. */
  @Test
  void x25519AgreesOnASecret() {
    byte[] alice = hex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
    byte[] bob = hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
    String secret = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742";

    assertThat(hex(X25519.publicKey(alice)))
        .isEqualTo("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
    assertThat(hex(X25519.publicKey(bob)))
        .isEqualTo("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
    assertThat(X25519.agree(alice, X25519.publicKey(bob)))
        .map(RfcVectorsTest::hex)
        .contains(secret);
    assertThat(X25519.agree(bob, X25519.publicKey(alice)))
        .map(RfcVectorsTest::hex)
        .contains(secret);
  }

  /** The points of order 1, 2, 4 and 8 and their other encodings. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
      })
  void x25519RefusesPointsOfLowOrder(String point) {
    assertThat(X25519.agree(bytes(1, 32), hex(point))).isEmpty();
  }

  /** RFC 8439, section 2.3.2 (block 1), and appendix A.1, test vector 1 (block 0). */
  @ParameterizedTest
  @CsvSource({
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f, 000000090000004a00000000, 1,"
        + "10f1e7e4d13b5915500fdd1fa32071c4c7d1f4c733c068030422aa9ac3d46c4e"
        + "d2826446079faa0914c2d705d98b02a2b5129cd1de164eb9cbd083e8a2503c4e",
    "0000000000000000000000000000000000000000000000000000000000000000, 000000000000000000000000, 0,"
        + "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7"
        + "da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586"
  })
  void masksAreTheStreamOfChaCha20(String key, String nonce, int block, String stream) {
    int[] numbers = new int[16];

    new MaskStream(hex(key), hex(nonce)).addTo(numbers, 16L * block, 16);

    ByteBuffer bytes = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(numbers);
    assertThat(hex(bytes.array())).isEqualTo(stream);
  }

  /** RFC 8032, section 7.1, tests 1 and 3. */
  @ParameterizedTest
  @CsvSource({
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
        + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a,'',"
        + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf"
        + "9b46bd25bf5f0595bbe24655141438e7a100b",
    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,"
        + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025,af82,"
        + "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984"
        + "dc6594a7c15e9716ed28dc027beceea1ec40a"
  })
  void ed25519Signs(String privateKey, String publicKey, String message, String signature) {
    ClientKey key = ClientKey.ofBase64(Bytes.base64(hex(privateKey + publicKey)));

    assertThat(hex(key.sign(hex(message)))).isEqualTo(signature);
    assertThat(key.publicKey().verifies(hex(message), hex(signature))).isTrue();
  }

  private static final byte[] INFO = hex("4f6465206f6e2061204772656369616e2055726e");
  private static final byte[] AAD = hex("436f756e742d30");
  private static final byte[] MESSAGE =
      hex("4265617574792069732074727574682c20747275746820626561757479");
  private static final HelperKey RECIPIENT =
      HelperKey.of(hex("8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb"));
  private static final String SEALED =
      "1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a"
          + "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28";

  /** RFC 9180, appendix A.2.1, the first encryption. */
  @Test
  void hpkeSeals() {
    byte[] ephemeral = hex("f4ec9b33b792c372c1d2c2063507b684ef925b8c75a42dbcbf57d63ccd381600");

    assertThat(hex(RECIPIENT.publicKey().bytes()))
        .isEqualTo("4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a");
    assertThat(hex(Hpke.seal(RECIPIENT.publicKey(), INFO, AAD, MESSAGE, ephemeral)))
        .isEqualTo(SEALED);
  }

  @Test
  void hpkeOpens() {
    assertThat(Hpke.open(RECIPIENT, INFO, AAD, hex(SEALED))).contains(MESSAGE);
  }

  @Test
  void hpkeOpensOnlyWithTheSameInfoAadAndBytes() {
    byte[] sealed = hex(SEALED);

    assertThat(Hpke.open(RECIPIENT, AAD, AAD, sealed)).isEmpty();
    assertThat(Hpke.open(RECIPIENT, INFO, INFO, sealed)).isEmpty();
    assertThat(Hpke.open(HelperKey.of(bytes(1, 32)), INFO, AAD, sealed)).isEmpty();
    assertThat(Hpke.open(RECIPIENT, INFO, AAD, bytes(0, 47))).isEmpty();
    for (int i = 0; i < sealed.length; i++) {
      byte[] changed = sealed.clone();
      changed[i] ^= 1;
      assertThat(Hpke.open(RECIPIENT, INFO, AAD, changed)).as("byte %s", i).isEmpty();
    }
  }

  @Test
  void hpkeRefusesKeysOfLowOrder() {
    HelperPublicKey zero = HelperPublicKey.of(new byte[32]);

    assertThatThrownBy(() -> Hpke.seal(zero, INFO, AAD, MESSAGE, bytes(1, 32)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a point of low order");
    assertThat(Hpke.open(RECIPIENT, INFO, AAD, new byte[80])).isEmpty();
  }
}
