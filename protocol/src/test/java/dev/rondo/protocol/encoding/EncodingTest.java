package dev.rondo.protocol.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.Role;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.safetensors.SafetensorsReader;
import dev.rondo.protocol.safetensors.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EncodingTest {

  private static byte[] file(ModelLayout layout, float[] numbers, Encoding encoding, long seed) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    EncodedFile file = EncodedFile.of(Map.of(), layout, encoding);
    try {
      file.content(numbers, seed).writeTo(out);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    assertThat(out.size()).isEqualTo((int) file.content(numbers, seed).size());
    return out.toByteArray();
  }

  /** The bytes of a tensor of these numbers. */
  private static byte[] encoded(float[] numbers, Encoding encoding, long seed) {
    byte[] file = file(ModelLayout.of(TensorSpec.of("w", numbers.length)), numbers, encoding, seed);
    int data = Math.toIntExact(encoding.bytes(numbers.length));
    byte[] bytes = new byte[data];
    System.arraycopy(file, file.length - data, bytes, 0, data);
    return bytes;
  }

  private static NumberDecoder decoder(Encoding encoding, byte[] bytes, long from) {
    ByteArrayInputStream in = new ByteArrayInputStream(bytes);
    assertThat(in.skip(from)).isEqualTo(from);
    return new NumberDecoder(
        encoding,
        (target, offset, count) ->
            assertThat(in.readNBytes(target, offset, count)).isEqualTo(count));
  }

  private static float[] decoded(Encoding encoding, byte[] bytes, int numbers) {
    float[] all = new float[numbers];
    try {
      decoder(encoding, bytes, 0).read(all, 0, numbers);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return all;
  }

  private static float[] random(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) (0.01 * random.nextGaussian());
    }
    return numbers;
  }

  /** The Python package writes the same bytes. */
  @ParameterizedTest
  @CsvSource({
    "F32, 0000803f0000007f00000080cdcccc3d",
    "BF16, 803f007f0080cd3d",
    "F16, 003c007c00806 62e"
  })
  void aNumberIsTheNearestOfItsType(Encoding encoding, String hex) {
    float[] numbers = {1, 0x1p127f, -0f, 0.1f};

    assertThat(HexFormat.of().formatHex(encoded(numbers, encoding, 1)))
        .isEqualTo(hex.replace(" ", ""));
  }

  /** The Python package writes the same bytes. */
  @Test
  void aBlockIsAScaleAndABytePerNumber() {
    byte[] bytes = encoded(new float[] {0, 1.27f, -1.27f, 0.005f, 0.005f, -0.5f}, Encoding.I8, 7);

    assertThat(HexFormat.of().formatHex(bytes)).isEqualTo("0ad7233c007f810100ce");
    assertThat(decoded(Encoding.I8, bytes, 6))
        .containsExactly(new float[] {0, 1.27f, -1.27f, 0.01f, 0, -0.5f}, within(1e-6f));
  }

  @Test
  void aBlockOfZerosIsZero() {
    byte[] bytes = encoded(new float[300], Encoding.I8, 1);

    assertThat(bytes).hasSize(300 + 2 * Float.BYTES).containsOnly(0);
    assertThat(decoded(Encoding.I8, bytes, 300)).containsOnly(0);
  }

  /** So the server rejects the update, as it does in F32. */
  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void aNumberThatIsNotFiniteSpoilsItsBlock(float number) {
    for (Encoding encoding : Encoding.OF_JOBS) {
      float[] numbers = decoded(encoding, encoded(new float[] {1, number}, encoding, 1), 2);
      assertThat(Float.isFinite(numbers[1])).as("%s", encoding).isFalse();
    }
  }

  @Test
  void roundingIsRightOnAverageAndAtMostOneStepOff() {
    float[] numbers = random(256, 3);
    float step = 0;
    for (float number : numbers) {
      step = Math.max(step, Math.abs(number) / 127);
    }
    double[] mean = new double[256];
    int draws = 4000;
    for (int draw = 0; draw < draws; draw++) {
      float[] read = decoded(Encoding.I8, encoded(numbers, Encoding.I8, draw), 256);
      for (int i = 0; i < 256; i++) {
        assertThat(Math.abs(read[i] - numbers[i])).isLessThanOrEqualTo(1.0001f * step);
        mean[i] += read[i] / draws;
      }
    }
    // The deviation of one draw is at most half a step; 5 deviations of the mean.
    for (int i = 0; i < 256; i++) {
      assertThat(mean[i]).isCloseTo(numbers[i], within(5 * step / 2 / Math.sqrt(draws)));
    }
  }

  @Test
  void theSameSeedGivesTheSameBytes() {
    float[] numbers = random(1000, 5);

    assertThat(encoded(numbers, Encoding.I8, 9)).isEqualTo(encoded(numbers, Encoding.I8, 9));
    assertThat(encoded(numbers, Encoding.I8, 9)).isNotEqualTo(encoded(numbers, Encoding.I8, 10));
  }

  @ParameterizedTest
  @EnumSource(names = "MASKED", mode = EnumSource.Mode.EXCLUDE)
  void anyStretchOfATensorCanBeRead(Encoding encoding) throws IOException {
    int size = 40_000;
    byte[] bytes = encoded(random(size, 2), encoding, 4);
    float[] all = decoded(encoding, bytes, size);
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < 500; i++) {
      int from = random.nextInt(size);
      int to = from + 1 + random.nextInt(Math.min(size - from, i % 2 == 0 ? 300 : size));
      NumberDecoder decoder = decoder(encoding, bytes, encoding.begin(from));
      decoder.skip(encoding.skipped(from));
      List<Float> read = new ArrayList<>();
      while (read.size() < to - from) {
        float[] some = new float[1 + random.nextInt(to - from - read.size())];
        decoder.read(some, 0, some.length);
        for (float number : some) {
          read.add(number);
        }
      }
      for (int k = 0; k < read.size(); k++) {
        assertThat(read.get(k)).isEqualTo(all[from + k]);
      }
      int stretch = Math.toIntExact(encoding.bytes(to) - encoding.begin(from));
      assertThat(encoding.numbers(stretch) - encoding.skipped(from)).isEqualTo(to - from);
    }
  }

  @Test
  void onlyTensorsOfTheRoleMeanAreWrittenInFewerBytes() throws IOException {
    ModelLayout layout =
        new ModelLayout(
            List.of(
                TensorSpec.of("w", 2, 3),
                TensorSpec.of("frozen", 5),
                TensorSpec.of("steps", 1),
                TensorSpec.of("v", 2)),
            new TreeMap<>(Map.of("frozen", Role.KEEP, "steps", Role.MAX)));
    float[] numbers = {1, 2, 3, 4, 5, 6, 9, 9, 9, 9, 9, 12_345, 7, 8};
    byte[] file = file(layout, numbers, Encoding.I8, 1);
    try (SafetensorsReader reader =
        SafetensorsReader.open(new ByteArrayInputStream(file), file.length)) {
      assertThat(reader.header().tensors())
          .extracting(Tensor::toString)
          .containsExactly(
              "Tensor[name=w, dtype=U8, shape=[10]]",
              "Tensor[name=steps, dtype=F32, shape=[1]]",
              "Tensor[name=v, dtype=U8, shape=[6]]");
      reader.skip(10);
      float[] steps = new float[1];
      reader.readFloats(steps, 0, 1);
      assertThat(steps).containsExactly(12_345);
    }
  }
}
