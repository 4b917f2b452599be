package dev.rondo.learning.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokenIdxTest {

  private static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
  private static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
  private static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
  private static final String TEST_LABELS = "t10k-labels-idx1-ubyte";

  @TempDir Path folder;

  @BeforeEach
  void writeSmallDataSet() throws IOException {
    write(TRAIN_IMAGES, idx(12, 3, 2, 2));
    write(TRAIN_LABELS, idx(3, 3));
    write(TEST_IMAGES, idx(8, 2, 2, 2));
    write(TEST_LABELS, idx(2, 2));
  }

  @Test
  void aFolderOfPlainOrGzippedFilesIsRead() throws IOException {
    write(TRAIN_IMAGES + ".gz", gzip(idx(12, 3, 2, 2)));
    Files.delete(folder.resolve(TRAIN_IMAGES));
    TrainTest data = load();
    assertThat(data.train().size()).isEqualTo(3);
    assertThat(data.train().classes()).isEqualTo(3);
    assertThat(data.test().classes()).isEqualTo(3);
    float[] image = new float[4];
    data.train().features(2, image, 0);
    assertThat(image).containsExactly(8 / 255f, 9 / 255f, 10 / 255f, 11 / 255f);
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    Files.delete(folder.resolve(TEST_LABELS));
    refused(folder.toString(), "neither t10k-labels-idx1-ubyte.gz nor t10k-labels-idx1-ubyte");
  }

  @Test
  void aWrongMagicNumberIsShown() throws IOException {
    write(TRAIN_LABELS, new byte[] {'P', 'K', 3, 4, 0, 0});
    refused(TRAIN_LABELS, "starts with 50 4b 03 04");
  }

  @Test
  void floatValuesAreNotTakenForBytes() throws IOException {
    byte[] floats = idx(3, 3);
    floats[2] = 0x0D;
    write(TRAIN_LABELS, floats);
    refused(TRAIN_LABELS, "00 00 0d 01");
  }

  @Test
  void aTruncatedFileSaysHowMuchIsMissing() throws IOException {
    write(TRAIN_IMAGES, idx(11, 3, 2, 2));
    refused(TRAIN_IMAGES, "ends after 11 of the 12 values");
  }

  @Test
  void anEmptyFileAndAFileThatEndsInItsHeaderAreRefused() throws IOException {
    write(TRAIN_IMAGES, new byte[0]);
    refused(TRAIN_IMAGES, "ends within its first four bytes");
    write(TRAIN_IMAGES, Arrays.copyOf(idx(12, 3, 2, 2), 9));
    refused(TRAIN_IMAGES, "ends within its header");
  }

  @Test
  void trailingDataIsRefused() throws IOException {
    write(TRAIN_IMAGES, idx(13, 3, 2, 2));
    refused(TRAIN_IMAGES, "more data than its header announces");
  }

  @Test
  void imagesAndLabelsMustBeAsMany() throws IOException {
    write(TRAIN_LABELS, idx(2, 2));
    refused(TRAIN_LABELS, "has 2 labels, but train-images-idx3-ubyte has 3 images");
  }

  @Test
  void trainAndTestImagesMustHaveOneShape() throws IOException {
    write(TEST_IMAGES, idx(12, 2, 2, 3));
    refused(TEST_IMAGES, "[1, 2, 3]");
  }

  @Test
  void damagedGzipIsRefused() throws IOException {
    Files.delete(folder.resolve(TRAIN_IMAGES));
    byte[] packed = gzip(idx(12, 3, 2, 2));
    packed[packed.length - 6] ^= 0x55;
    write(TRAIN_IMAGES + ".gz", packed);
    refused(TRAIN_IMAGES + ".gz", "cannot be read");
    write(TRAIN_IMAGES + ".gz", Arrays.copyOf(packed, packed.length - 12));
    refused(TRAIN_IMAGES + ".gz", "ends too early");
    write(TRAIN_IMAGES + ".gz", idx(12, 3, 2, 2));
    refused(TRAIN_IMAGES + ".gz", "is not gzip");
  }

  @Test
  void aHeaderWithTooLargeSizesIsRefusedWithoutReservingMemory() throws IOException {
    write(TRAIN_IMAGES, idx(12, 0x7fffffff, 0x7fffffff, 0x7fffffff));
    refused(TRAIN_IMAGES, "at most 2^31 - 17");
    write(TRAIN_IMAGES, idx(12, 0x80000000, 2, 2));
    refused(TRAIN_IMAGES, "each must be 1 to 2^31 - 1");
    // Two gigabytes would not fit into the heap of the tests.
    write(TRAIN_LABELS, idx(3, 0x7fffff00));
    write(TRAIN_IMAGES, idx(12, 3, 2, 2));
    refused(TRAIN_LABELS, "ends after 3 of the 2147483392 values");
  }

  @Test
  void aFolderThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> DataSets.load("nowhere/at/all", folder))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("nowhere/at/all: data set not found. Use mnist");
  }

  private void refused(String file, String problem) {
    assertThatThrownBy(this::load)
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining(file)
        .hasMessageContaining(problem)
        .hasMessageNotContaining("\n");
  }

  private TrainTest load() {
    return DataSets.load(folder.toString(), folder);
  }

  private void write(String name, byte[] bytes) throws IOException {
    Files.write(folder.resolve(name), bytes);
  }

  /** A file whose values count up from 0. */
  private static byte[] idx(int values, int... dimensions) {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * dimensions.length + values);
    bytes.put((byte) 0).put((byte) 0).put((byte) 8).put((byte) dimensions.length);
    for (int dimension : dimensions) {
      bytes.putInt(dimension);
    }
    for (int value = 0; value < values; value++) {
      bytes.put((byte) value);
    }
    return bytes.array();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }
}
