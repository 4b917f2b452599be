package dev.rondo.learning.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.learning.TestData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MnistFilesTest {

  private static final Path FOLDER = TestData.home().resolve("datasets/mnist");

  @ParameterizedTest
  @CsvSource({
    "train-images-idx3-ubyte, ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte, 65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte, 0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte, ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"
  })
  void filesAreThoseThatWerePublished(String name, String sha256)
      throws IOException, NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    try (InputStream packed = Files.newInputStream(FOLDER.resolve(name + ".gz"));
        InputStream in = new DigestInputStream(new GZIPInputStream(packed), digest)) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    }
    assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(sha256);
    assertThat(FOLDER.resolve("README.md")).content().contains(sha256);
  }

  @Test
  void mnistHasItsSizesAndValuesBetweenZeroAndOne() {
    TrainTest mnist = TestData.mnist();
    assertThat(mnist.train().size()).isEqualTo(60_000);
    assertThat(mnist.test().size()).isEqualTo(10_000);
    assertThat(mnist.train().exampleShape()).containsExactly(1, 28, 28);
    assertThat(mnist.train().classes()).isEqualTo(10);
    assertThat(mnist.train().label(0)).isEqualTo(5);
    float[] image = new float[785];
    mnist.train().features(0, image, 1);
    assertThat(image[0]).isZero();
    assertThat(image[1 + 5 * 28 + 12]).isEqualTo(3 / 255f);
    assertThat(image).contains(1f).doesNotContain(255f);
  }
}
