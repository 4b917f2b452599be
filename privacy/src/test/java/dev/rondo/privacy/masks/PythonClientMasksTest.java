package dev.rondo.privacy.masks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The golden bytes that the tests of the Python client read, too. */
class PythonClientMasksTest {

  private final Properties golden = new Properties();

  @BeforeEach
  void readFile() throws IOException {
    Path file =
        Path.of(
            System.getProperty("rondo.home", ".."), "python", "tests", "golden-masks.properties");
    try (Reader reader = Files.newBufferedReader(file)) {
      golden.load(reader);
    }
  }

  private String text(String name) {
    return golden.getProperty(name);
  }

  private int number(String name) {
    return Integer.parseInt(text(name));
  }

  private byte[] bytes(String name) {
    return Base64.getDecoder().decode(text(name));
  }

  private MaskContext context() {
    return new MaskContext(text("job"), number("round"), text("client"), text("terms"));
  }

  private int[] masked() {
    int[] masked = new int[bytes("masked").length / Integer.BYTES];
    ByteBuffer.wrap(bytes("masked")).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(masked);
    return masked;
  }

  @Test
  void numbersAreEncodedAndMaskedAsInPython() {
    String[] texts = text("values").split(",", -1);
    float[] values = new float[texts.length];
    for (int i = 0; i < texts.length; i++) {
      values[i] = Float.parseFloat(texts[i]);
    }
    FixedPoint numbers = FixedPoint.of(number("seats"), Double.parseDouble(text("range")));
    int[] vector = new int[values.length];

    numbers.encode(values, Double.parseDouble(text("factor")), vector, 0);
    new MaskStream(bytes("seed"), context()).addTo(vector, 0, vector.length);

    assertThat(numbers.fractionBits()).isEqualTo(number("fraction_bits"));
    assertThat(vector).isEqualTo(masked());
    assertThat(MaskedVector.digest(vector)).isEqualTo(bytes("digest"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sealed_by_java", "sealed_by_python"})
  void theHelperReadsSeedsOfBothLanguages(String name) {
    SealedSeed sealed = SealedSeed.parse(bytes(name)).orElseThrow();
    HelperKey helper = HelperKey.ofBase64(text("helper_key"));
    ClientKey client = ClientKey.ofBase64(text("client_key"));

    assertThat(sealed.isSignedBy(client.publicKey(), context(), bytes("digest"))).isTrue();
    assertThat(sealed.open(helper, context(), bytes("digest"))).contains(bytes("seed"));
  }

  @Test
  void aMaskedNumberIsFarFromItsOwn() {
    int[] unmasked = masked();
    new MaskStream(bytes("seed"), context()).subtractFrom(unmasked, 0, unmasked.length);

    assertThat(unmasked[0]).isZero();
    assertThat(Arrays.stream(masked()).boxed()).doesNotHaveDuplicates();
  }
}
