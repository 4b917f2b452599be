package dev.rondo.protocol.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SafetensorsGoldenTest {

  /** Written by {@code safetensors.numpy.save} of the Python package, 0.8.0 with NumPy 2.4.6. */
  private static final String PYTHON_SAMPLE =
      """
      08 01 00 00 00 00 00 00  # the header's length: 264
      :{"__metadata__":{"format":"np","round":"12"},
      :"s":{"dtype":"I64","shape":[],"data_offsets":[0,8]},
      :"e":{"dtype":"F32","shape":[0,3],"data_offsets":[8,8]},
      :"w":{"dtype":"F32","shape":[2,2],"data_offsets":[8,24]},
      :"b":{"dtype":"U8","shape":[3],"data_offsets":[24,27]}}
      20 20                    # padding to a multiple of 8
      07 00 00 00 00 00 00 00  # s, a scalar: 7
      00 00 c0 3f 00 00 00 c0  # w: 1.5 -2
      00 00 00 00 00 00 50 40  # w: 0 3.25
      01 02 03                 # b
      """;

  @Test
  void theWriterWritesTheVeryBytesOfThePythonPackage() throws IOException {
    assertThat(SafetensorsFiles.sample()).isEqualTo(SafetensorsFiles.golden(PYTHON_SAMPLE));
  }

  @Test
  void aFileOfThePythonPackageIsRead() throws IOException {
    try (SafetensorsReader reader = SafetensorsFiles.open(SafetensorsFiles.golden(PYTHON_SAMPLE))) {
      assertThat(reader.header()).isEqualTo(SafetensorsFiles.SAMPLE);
      long[] scalar = new long[1];
      reader.readLongs(scalar, 0, 1);
      assertThat(scalar).containsExactly(7);
      float[] matrix = new float[4];
      reader.readFloats(matrix, 0, 4);
      assertThat(matrix).containsExactly(1.5f, -2, 0, 3.25f);
      byte[] bytes = new byte[3];
      reader.readBytes(bytes, 0, 3);
      assertThat(bytes).containsExactly(1, 2, 3);
    }
  }

  @Test
  void aFileOfThePythonPackageWithoutTensorsIsRead() throws IOException {
    byte[] none =
        SafetensorsFiles.golden(
            """
            08 00 00 00 00 00 00 00  # the header's length: 8
            :{}
            20 20 20 20 20 20        # padding
            """);
    assertThat(SafetensorsFiles.header(none)).isEqualTo(SafetensorsHeader.of(Map.of(), List.of()));
    assertThat(SafetensorsHeader.of(Map.of(), List.of()).encode()).isEqualTo(none);
  }

  @Test
  void aFileOfThePythonPackageWithMetadataAloneIsRead() throws IOException {
    byte[] metadata =
        SafetensorsFiles.golden(
            """
            20 00 00 00 00 00 00 00  # the header's length: 32
            :{"__metadata__":{"a":"b"}}
            20 20 20 20 20 20        # padding
            """);
    assertThat(SafetensorsFiles.header(metadata).metadata()).containsOnly(Map.entry("a", "b"));
  }

  @Test
  void aFileOfDoublesHasThoseBytes() throws IOException {
    SafetensorsHeader header =
        SafetensorsHeader.of(
            Map.of("kind", "partial"), List.of(new Tensor("sum", Dtype.F64, List.of(2L))));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (SafetensorsWriter writer = new SafetensorsWriter(out, header)) {
      writer.writeDoubles(new double[] {9, 1, -0.5}, 1, 2);
    }
    assertThat(out.toByteArray())
        .isEqualTo(
            SafetensorsFiles.golden(
                """
                60 00 00 00 00 00 00 00  # the header's length: 96
                :{"__metadata__":{"kind":"partial"},
                :"sum":{"dtype":"F64","shape":[2],"data_offsets":[0,16]}}
                20 20 20 20 20           # padding
                00 00 00 00 00 00 f0 3f  # sum: 1
                00 00 00 00 00 00 e0 bf  # sum: -0.5
                """));
  }
}
