package dev.rondo.protocol.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NumbersTest {

  private static float[] throughAFile(Dtype dtype, float... numbers) throws IOException {
    SafetensorsHeader header =
        SafetensorsHeader.of(
            Map.of(), List.of(new Tensor("t", dtype, List.of((long) numbers.length))));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (SafetensorsWriter writer = new SafetensorsWriter(out, header)) {
      writer.writeNumbers(dtype, numbers, 0, numbers.length);
    }
    byte[] bytes = out.toByteArray();
    float[] read = new float[numbers.length];
    try (SafetensorsReader reader =
        SafetensorsReader.open(new ByteArrayInputStream(bytes), bytes.length)) {
      reader.readNumbers(dtype, read, 0, read.length);
    }
    return read;
  }

  @ParameterizedTest
  @CsvSource({
    "F32, 0.1, 0.1",
    "F64, 0.1, 0.1",
    "F16, 0.1, 0.099975586",
    "BF16, 0.1, 0.100097656",
    "I8, 2.5, 2",
    "I8, 3.5, 4",
    "I8, -200, -128",
    "I16, 40000, 32767",
    "I32, -7.6, -8",
    "I32, 3e9, 2.1474836e9",
    "I64, 16777216, 16777216",
    "I64, -1e20, -9.223372e18",
    "U8, 255.6, 255",
    "U8, -1, 0",
    "U16, 65535, 65535",
    "U32, 4e9, 4e9",
    "U64, 1e19, 1e19",
    "U64, 1e20, 1.8446744e19",
    "U64, -1, 0",
    "BOOL, 0.6, 1",
    "BOOL, 7, 1",
    "BOOL, 0.4, 0"
  })
  void aNumberIsRoundedToItsTypeAndLimitedToItsRange(Dtype dtype, float number, float read)
      throws IOException {
    assertThat(throughAFile(dtype, number)).containsExactly(read);
  }

  /** More than a buffer of 64 KiB. */
  @ParameterizedTest
  @EnumSource(names = {"F16", "BF16", "F64", "I64", "U8", "F32"})
  void aLargeTensorIsReadInPieces(Dtype dtype) throws IOException {
    float[] numbers = new float[70_001];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i % 200;
    }

    assertThat(Arrays.equals(throughAFile(dtype, numbers), numbers)).isTrue();
  }

  /** 2^63 + 2^39 is halfway between two F32: the lowest bit of the integer decides. */
  @Test
  void anUnsignedIntegerIsRoundedOnce() {
    long tie = Long.MIN_VALUE + (1L << 39);

    assertThat(number(Dtype.U64, tie)).isEqualTo(0x1p63f);
    assertThat(number(Dtype.U64, tie + 1)).isEqualTo(Math.nextUp(0x1p63f));
    assertThat(number(Dtype.U64, -1)).isEqualTo(0x1p64f);
  }

  private static float number(Dtype dtype, long bits) {
    return Numbers.get(ByteBuffer.allocate(Long.BYTES).putLong(0, bits), dtype);
  }

  @Test
  void complexNumbersAreRefused() {
    assertThatThrownBy(() -> throughAFile(Dtype.C64, 1))
        .hasMessage("C64 is not a type of real numbers");
    assertThat(Dtype.C64.isNumeric()).isFalse();
    assertThat(Dtype.F8_E4M3.isNumeric()).isFalse();
  }
}
