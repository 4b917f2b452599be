package dev.rondo.protocol.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SafetensorsHeaderTest {

  @Test
  void tensorsLieEndToEndInTheOrderGiven() {
    SafetensorsHeader header = SafetensorsFiles.SAMPLE;
    assertThat(header.offset(0)).isZero();
    assertThat(header.offset(1)).isEqualTo(8);
    assertThat(header.offset(2)).isEqualTo(8);
    assertThat(header.offset(3)).isEqualTo(24);
    assertThat(header.dataBytes()).isEqualTo(27);
    assertThat(header.encodedBytes()).isEqualTo(272);
    assertThat(header.fileBytes()).isEqualTo(299);
  }

  @Test
  void readingLeavesTheStreamAtTheFirstByteOfTheData() throws IOException {
    byte[] file = SafetensorsFiles.sample();
    InputStream in = new ByteArrayInputStream(file);
    SafetensorsHeader.read(in, file.length);
    assertThat(in.read()).isEqualTo(7);
  }

  @Test
  void tensorsComeInTheOrderOfTheirOffsetsWhateverTheOrderOfTheirNames() throws IOException {
    SafetensorsHeader header =
        SafetensorsFiles.header(
            SafetensorsFiles.file(
                """
                {"c":{"shape":[1],"dtype":"U8","data_offsets":[1,2]},
                 "b":{"data_offsets":[0,1],"dtype":"U8","shape":[1]},
                 "a":{"dtype":"F64","shape":[0],"data_offsets":[1,1]}}\
                """,
                2));
    assertThat(header.tensors()).extracting(Tensor::name).containsExactly("b", "a", "c");
  }

  @Test
  void namesMayBeAnyText() throws IOException {
    SafetensorsHeader header =
        SafetensorsHeader.of(
            Map.of("\u0000\"\\", "\ud83d\ude00"),
            List.of(
                new Tensor("", Dtype.U8, List.of(0L)),
                new Tensor("größe \ud83d\ude00\n", Dtype.U8, List.of(0L))));
    assertThat(SafetensorsFiles.header(header.encode())).isEqualTo(header);
  }

  @Test
  void aNameTwiceIsRefused() {
    Tensor tensor = new Tensor("w", Dtype.F32, List.of(1L));
    assertThatThrownBy(() -> SafetensorsHeader.of(Map.of(), List.of(tensor, tensor)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Tensor \"w\" appears twice");
  }

  @Test
  void aHeaderThatCouldNotBeReadBackIsNotMade() {
    Map<String, String> tooLong = Map.of("k", "v".repeat(SafetensorsHeader.MAX_HEADER_BYTES));
    assertThatThrownBy(() -> SafetensorsHeader.of(tooLong, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The header is longer than the limit of 16777216 bytes");
    assertThatThrownBy(() -> SafetensorsHeader.of(Map.of("k", "\ud800"), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Metadata \"k\": half a surrogate pair");
    List<Tensor> huge =
        List.of(
            new Tensor("a", Dtype.U8, List.of(Long.MAX_VALUE)),
            new Tensor("b", Dtype.U8, List.of(1L)));
    assertThatThrownBy(() -> SafetensorsHeader.of(Map.of(), huge))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The tensors together are too large for a file");
  }

  @Test
  void aTensorKnowsItsSize() {
    Tensor tensor = new Tensor("w", Dtype.F64, List.of(2L, 3L));
    assertThat(tensor.elements()).isEqualTo(6);
    assertThat(tensor.bytes()).isEqualTo(48);
    assertThat(new Tensor("s", Dtype.U8, List.of()).elements()).isEqualTo(1);
  }

  @Test
  void anImpossibleTensorIsRefused() {
    assertThatThrownBy(() -> new Tensor("__metadata__", Dtype.U8, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A tensor cannot be named __metadata__");
    assertThatThrownBy(() -> new Tensor("w", Dtype.U8, List.of(-1L)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Tensor \"w\": shape [-1] is negative or too large");
    assertThatThrownBy(() -> new Tensor("w", Dtype.U8, Collections.nCopies(33, 1L)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Tensor \"w\": 33 dimensions, more than 32");
  }
}
