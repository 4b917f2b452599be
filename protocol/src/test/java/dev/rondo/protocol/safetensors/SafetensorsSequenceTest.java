package dev.rondo.protocol.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What reader and writer make of a caller that asks for the wrong thing. */
class SafetensorsSequenceTest {

  @Test
  void aReadMayNotCrossTheEndOfATensor() throws IOException {
    try (SafetensorsReader reader = SafetensorsFiles.open(SafetensorsFiles.sample())) {
      reader.skip(8);
      assertThatThrownBy(() -> reader.readFloats(new float[5], 0, 5))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("20 bytes exceed tensor \"w\", which has 16 left");
      float[] row = new float[2];
      reader.readFloats(row, 0, 2);
      assertThat(row).containsExactly(1.5f, -2);
    }
  }

  @Test
  void aReadMustBeOfTheTensorsType() throws IOException {
    try (SafetensorsReader reader = SafetensorsFiles.open(SafetensorsFiles.sample())) {
      assertThatThrownBy(() -> reader.readDoubles(new double[1], 0, 1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("Tensor \"s\" is I64 and has 8 bytes left: cannot hold F64");
      reader.skip(10);
      assertThatThrownBy(() -> reader.readFloats(new float[1], 0, 1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("Tensor \"w\" is F32 and has 14 bytes left: cannot hold F32");
    }
  }

  @Test
  void aReadMustFitItsTarget() throws IOException {
    try (SafetensorsReader reader = SafetensorsFiles.open(SafetensorsFiles.sample())) {
      assertThatThrownBy(() -> reader.readLongs(new long[1], 1, 1))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void nothingLiesBehindTheLastTensor() throws IOException {
    try (SafetensorsReader reader = SafetensorsFiles.open(SafetensorsFiles.sample())) {
      reader.skip(27);
      assertThatThrownBy(() -> reader.readBytes(new byte[1], 0, 1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("All tensors have been read or written");
      assertThatThrownBy(() -> reader.skip(1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("Cannot skip 1 of 0 bytes");
    }
  }

  @Test
  void aWriterThatIsClosedEarlySaysSo() throws IOException {
    SafetensorsWriter writer =
        new SafetensorsWriter(new ByteArrayOutputStream(), SafetensorsFiles.SAMPLE);
    writer.writeLongs(new long[] {7}, 0, 1);
    assertThatThrownBy(writer::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("19 bytes of data were not written");
  }

  @Test
  void aWriterTakesNoMoreThanTheHeaderSays() throws IOException {
    SafetensorsHeader header =
        SafetensorsHeader.of(Map.of(), List.of(new Tensor("w", Dtype.U8, List.of(1L))));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (SafetensorsWriter writer = new SafetensorsWriter(out, header)) {
      writer.writeBytes(new byte[1], 0, 1);
      assertThatThrownBy(() -> writer.writeBytes(new byte[1], 0, 1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("All tensors have been read or written");
    }
    assertThat(out.size()).isEqualTo(header.fileBytes());
  }
}
