package dev.rondo.protocol.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.BeforeContainer;

class SafetensorsPropertyTest {

  @Property(tries = 300)
  void whatIsWrittenIsReadBack(@ForAll("headers") SafetensorsHeader header, @ForAll Random random)
      throws IOException {
    byte[] data = new byte[(int) header.dataBytes()];
    random.nextBytes(data);
    byte[] file = fileOf(header, data);

    assertThat(file.length).isEqualTo((int) header.fileBytes());
    assertThat(header.encodedBytes() % 8).isZero();
    assertThat(SafetensorsFiles.header(file)).isEqualTo(header);
    assertThat(SafetensorsFiles.dataOf(file, file.length)).isEqualTo(data);
  }

  @Property(tries = 50)
  void numbersAreReadBackInWhateverPiecesTheyCome(
      @ForAll @IntRange(min = 1, max = 40_000) int count,
      @ForAll @IntRange(min = 1, max = 40_000) int piece,
      @ForAll Random random)
      throws IOException {
    List<Long> shape = List.of((long) count);
    SafetensorsHeader header =
        SafetensorsHeader.of(
            Map.of(),
            List.of(
                new Tensor("f", Dtype.F32, shape),
                new Tensor("d", Dtype.F64, shape),
                new Tensor("l", Dtype.I64, shape)));
    float[] floats = new float[count];
    for (int i = 0; i < count; i++) {
      floats[i] = Float.intBitsToFloat(random.nextInt());
    }
    double[] doubles = random.longs(count).mapToDouble(Double::longBitsToDouble).toArray();
    long[] longs = random.longs(count).toArray();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (SafetensorsWriter writer = new SafetensorsWriter(out, header)) {
      writer.writeFloats(floats, 0, count);
      writer.writeDoubles(doubles, 0, count);
      writer.writeLongs(longs, 0, count);
    }

    float[] floatsBack = new float[count];
    double[] doublesBack = new double[count];
    long[] longsBack = new long[count];
    try (SafetensorsReader reader = SafetensorsFiles.open(out.toByteArray())) {
      for (int i = 0; i < count; i += piece) {
        reader.readFloats(floatsBack, i, Math.min(piece, count - i));
      }
      for (int i = 0; i < count; i += piece) {
        reader.readDoubles(doublesBack, i, Math.min(piece, count - i));
      }
      for (int i = 0; i < count; i += piece) {
        reader.readLongs(longsBack, i, Math.min(piece, count - i));
      }
    }
    assertThat(floatsBack).isEqualTo(floats);
    assertThat(doublesBack).isEqualTo(doubles);
    assertThat(longsBack).isEqualTo(longs);
  }

  @Property(tries = 20)
  void everyTruncationIsMalformed(@ForAll("headers") SafetensorsHeader header) throws IOException {
    byte[] file = fileOf(header, new byte[(int) header.dataBytes()]);
    for (int length = 0; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> SafetensorsFiles.dataOf(cut, cut.length))
          .as("the size is that of the cut file")
          .isInstanceOf(MalformedSafetensorsException.class);
      assertThatThrownBy(() -> SafetensorsFiles.dataOf(cut, file.length))
          .as("the size is that of the whole file")
          .isInstanceOf(MalformedSafetensorsException.class);
    }
  }

  @Property(tries = 5_000)
  void damagedBytesAreReadOrMalformedAndNothingElse(
      @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 271) Integer> places,
      @ForAll Random random)
      throws IOException {
    byte[] file = SafetensorsFiles.sample();
    for (int place : places) {
      // Half of the time a character of JSON: damage that a parser finds harder to see.
      String json = "{}[]\",:0123456789-.eE \\nul";
      file[place] =
          random.nextBoolean()
              ? (byte) json.charAt(random.nextInt(json.length()))
              : (byte) random.nextInt(256);
    }
    long before = SafetensorsFiles.allocatedBytes();
    readOrMalformed(file);
    assertThat(SafetensorsFiles.allocatedBytes() - before).isLessThan(4_000_000);
  }

  /** Loads the classes of both outcomes, so that no measured reading has to. */
  @BeforeContainer
  static void loadClasses() throws IOException {
    byte[] file = SafetensorsFiles.sample();
    readOrMalformed(file);
    file[8] = 'x'; // the brace that begins the header
    readOrMalformed(file);
  }

  private static void readOrMalformed(byte[] file) throws IOException {
    try {
      byte[] data = SafetensorsFiles.dataOf(file, file.length);
      assertThat(data.length).isLessThan(file.length);
    } catch (MalformedSafetensorsException e) {
      assertThat(e.getMessage()).hasSizeBetween(1, 400).matches("[^\\p{Cntrl}]*");
    }
  }

  @Provide
  Arbitrary<SafetensorsHeader> headers() {
    Arbitrary<Tensor> tensors =
        Combinators.combine(
                Arbitraries.strings().alpha().ofMaxLength(4),
                Arbitraries.of(Dtype.class),
                Arbitraries.longs().between(0, 5).list().ofMaxSize(3))
            .as(Tensor::new);
    Arbitrary<Map<String, String>> metadata =
        Arbitraries.maps(
                Arbitraries.strings().withCharRange(' ', '\u07ff').ofMaxLength(5),
                Arbitraries.strings().withCharRange('\0', '\u07ff').ofMaxLength(5))
            .ofMaxSize(3);
    return Combinators.combine(metadata, tensors.list().ofMaxSize(6).uniqueElements(Tensor::name))
        .as((texts, list) -> SafetensorsHeader.of(texts, new ArrayList<>(list)));
  }

  private static byte[] fileOf(SafetensorsHeader header, byte[] data) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (SafetensorsWriter writer = new SafetensorsWriter(out, header)) {
      int at = 0;
      for (Tensor tensor : header.tensors()) {
        writer.writeBytes(data, at, (int) tensor.bytes());
        at += (int) tensor.bytes();
      }
    }
    return out.toByteArray();
  }
}
