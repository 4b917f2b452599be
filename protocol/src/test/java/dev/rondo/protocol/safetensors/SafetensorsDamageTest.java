package dev.rondo.protocol.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsDamageTest {

  /** Header, bytes of data behind it, and what the refusal says. */
  @ParameterizedTest(name = "{2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                                                        | 0 | The header does not begin with '{'
          ` {}`                                                     | 0 | The header does not begin with '{'
          []                                                        | 0 | The header does not begin with '{'
          `{}\\t`                                                   | 0 | The header does not end with '}' and spaces
          `{`                                                       | 0 | The header does not end with '}' and spaces
          {}{}                                                      | 0 | The header has data after its JSON object
          {"w":}                                                    | 0 | The header is not valid JSON: Unexpected character ('}' (code 125)): expected a value at character 5
          {"__metadata__":null}                                     | 0 | __metadata__: found VALUE_NULL, expected START_OBJECT
          {"__metadata__":{"a":1}}                                  | 0 | __metadata__ "a": found VALUE_NUMBER_INT, expected VALUE_STRING
          {"__metadata__":{"a":{"b":"c"}}}                          | 0 | __metadata__ "a": found START_OBJECT, expected VALUE_STRING
          {"__metadata__":{"a":"1","a":"2"}}                        | 0 | The header is not valid JSON: Duplicate field 'a' at character 28
          {"__metadata__":{},"__metadata__":{}}                     | 0 | The header is not valid JSON: Duplicate field '__metadata__' at character 33
          {"__metadata__":{"a":"\\ud800"}}                          | 0 | __metadata__ "a": half a surrogate pair
          {"w":7}                                                   | 0 | Tensor "w": found VALUE_NUMBER_INT, expected START_OBJECT
          {"w":{"shape":[1],"data_offsets":[0,4]}}                  | 4 | Tensor "w": dtype is missing
          {"w":{"dtype":"F32","data_offsets":[0,4]}}                | 4 | Tensor "w": shape is missing
          {"w":{"dtype":"F32","shape":[1]}}                         | 4 | Tensor "w": data_offsets is missing
          {"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":0}} | 4 | Tensor "w": unknown field "x"
          {"w":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}} | 4 | The header is not valid JSON: Duplicate field 'dtype' at character 27
          {"w":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}}    | 4 | Tensor "w": dtype "F31" is not known
          {"w":{"dtype":"F4","shape":[2],"data_offsets":[0,1]}}     | 1 | Tensor "w": dtype "F4" is not known
          {"w":{"dtype":32,"shape":[1],"data_offsets":[0,4]}}       | 4 | Tensor "w": dtype: found VALUE_NUMBER_INT, expected VALUE_STRING
          {"w":{"dtype":"F32","shape":1,"data_offsets":[0,4]}}      | 4 | Tensor "w": shape: found VALUE_NUMBER_INT, expected START_ARRAY
          {"w":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}   | 4 | Tensor "w": shape: is not an integer of 0 or more
          {"w":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}  | 4 | Tensor "w": shape: is not an integer of 0 or more
          {"w":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}  | 4 | Tensor "w": shape: is not an integer of 0 or more
          {"w":{"dtype":"F32","shape":[[1]],"data_offsets":[0,4]}}  | 4 | Tensor "w": shape: is not an integer of 0 or more
          {"w":{"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,4]}} | 4 | Tensor "w": shape: larger than 2^63 - 1
          {"w":{"dtype":"F32","shape":[4611686018427387904,2],"data_offsets":[0,4]}} | 4 | Tensor "w": shape [4611686018427387904, 2] is negative or too large
          {"w":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,4]}} | 4 | Tensor "w": shape [4611686018427387904] is negative or too large
          {"w":{"dtype":"F32","shape":[1],"data_offsets":[0]}}      | 4 | Tensor "w": data_offsets are not two numbers
          {"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4,4]}}  | 4 | Tensor "w": data_offsets: has more than 2 numbers
          {"w":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}    | 4 | Tensor "w": data_offsets end at 0, before they begin at 4
          {"w":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}    | 4 | Tensor "w": data_offsets span 4 bytes, but F32 [2] needs 8
          {"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}    | 8 | Tensor "w": begins at byte 4, and leaves a gap from 0
          {"v":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"w":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}} | 3 | Tensor "w": begins at byte 1, inside another tensor, which ends at 2
          {"v":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"w":{"dtype":"U8","shape":[2],"data_offsets":[3,5]}} | 5 | Tensor "w": begins at byte 3, and leaves a gap from 2
          {"w":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"w":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}} | 2 | The header is not valid JSON: Duplicate field 'w' at character 56
          {"w":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}     | 2 | The file has 63 bytes, but its header and tensors are 62
          {"w":{"dtype":"U8","shape":[3],"data_offsets":[0,3]}}     | 2 | The file has 63 bytes, but its header and tensors are 64
          {"w":{"dtype":"U8","shape":[9223372036854775807],"data_offsets":[0,9223372036854775807]}} | 0 | The file has 97 bytes, but its header and tensors are 9223372036854775904
          """)
  void isRefusedWithItsPlace(String header, int dataBytes, String message) {
    String text = header.replace("\\t", "\t");
    assertRefused(SafetensorsFiles.file(text, dataBytes), message);
  }

  @Test
  void aHeaderThatIsNotUtf8IsRefused() {
    byte[] header = "{\"w?\":{}}".getBytes(StandardCharsets.UTF_8);
    header[3] = (byte) 0xff;
    assertRefused(SafetensorsFiles.file(header, 0), "The header is not UTF-8");
  }

  @Test
  void aFileTooShortForALengthIsRefused() {
    assertRefused(new byte[7], "The file ends within the 8 bytes of the header's length");
  }

  @Test
  void aHeaderThatDeclaresMoreThanTheBoundIsRefused() {
    byte[] file = declaring(1L << 60);
    assertRefused(
        file, "The header declares 1152921504606846976 bytes, but at most 16777216 are allowed");
    assertRefused(
        declaring(-1),
        "The header declares 18446744073709551615 bytes, but at most 16777216 are allowed");
  }

  @Test
  void openingAFileReservesNoMemoryForItsDeclaredSize() {
    long before = SafetensorsFiles.allocatedBytes();
    for (long declared : new long[] {1L << 60, SafetensorsHeader.MAX_HEADER_BYTES}) {
      InputStream in = new ByteArrayInputStream(declaring(declared));
      assertThatThrownBy(() -> SafetensorsHeader.read(in, Long.MAX_VALUE))
          .isInstanceOf(MalformedSafetensorsException.class);
    }
    assertThat(SafetensorsFiles.allocatedBytes() - before).isLessThan(2_000_000);
  }

  @Test
  void aHeaderThatDeclaresMoreThanTheFileIsRefused() {
    assertRefused(declaring(17), "The header declares 17 bytes, but the file has only 24");
  }

  @Test
  void aHeaderOverTheCallersBoundIsRefused() throws IOException {
    byte[] file = SafetensorsFiles.sample();
    assertThat(SafetensorsHeader.read(new ByteArrayInputStream(file), file.length, 264))
        .isEqualTo(SafetensorsFiles.SAMPLE);
    assertThatThrownBy(
            () -> SafetensorsHeader.read(new ByteArrayInputStream(file), file.length, 263))
        .isInstanceOf(MalformedSafetensorsException.class)
        .hasMessage("The header declares 264 bytes, but at most 263 are allowed");
  }

  @Test
  void aStreamThatEndsInTheHeaderIsRefusedForAnyDeclaredSize() {
    InputStream in = new ByteArrayInputStream(declaring(1000));
    assertThatThrownBy(() -> SafetensorsHeader.read(in, 5000))
        .isInstanceOf(MalformedSafetensorsException.class)
        .hasMessage("The file ends after 16 of the header's 1000 bytes");
  }

  @Test
  void tooManyDimensionsAreRefused() {
    String shape = "1,".repeat(32) + "1";
    assertRefused(
        SafetensorsFiles.file(
            "{\"w\":{\"dtype\":\"U8\",\"shape\":[" + shape + "],\"data_offsets\":[0,1]}}", 1),
        "Tensor \"w\": shape: has more than 32 numbers");
  }

  @Test
  void tooManyTensorsAreRefused() {
    String entries =
        IntStream.rangeClosed(0, SafetensorsHeader.MAX_TENSORS)
            .mapToObj(
                i -> "\"%d\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}".formatted(i))
            .collect(Collectors.joining(",", "{", "}"));
    assertRefused(SafetensorsFiles.file(entries, 0), "The header has more than 100000 tensors");
  }

  @Test
  void tooManyEntriesOfMetadataAreRefused() {
    String entries =
        IntStream.rangeClosed(0, SafetensorsHeader.MAX_METADATA)
            .mapToObj(i -> "\"%d\":\"\"".formatted(i))
            .collect(Collectors.joining(",", "{\"__metadata__\":{", "}}"));
    assertRefused(SafetensorsFiles.file(entries, 0), "__metadata__: more than 10000 entries");
  }

  @Test
  void aHostileNameIsCutAndEscapedInTheMessage() {
    String name = "\\u001b[31m\\n\\u202e" + "x".repeat(10_000);
    assertRefused(
        SafetensorsFiles.file("{\"" + name + "\":0}", 0),
        "Tensor \"\\u001b[31m\\u000a\\u202e"
            + "x".repeat(57)
            + "...\": found VALUE_NUMBER_INT, expected START_OBJECT");
  }

  @Test
  void theStreamIsClosedWhenTheHeaderIsRefused() {
    AtomicBoolean closed = new AtomicBoolean();
    InputStream in =
        new ByteArrayInputStream(new byte[100]) {
          @Override
          public void close() {
            closed.set(true);
          }
        };
    assertThatThrownBy(() -> SafetensorsReader.open(in, 100))
        .isInstanceOf(MalformedSafetensorsException.class);
    assertThat(closed).isTrue();
  }

  @Test
  void aStreamThatEndsInTheDataIsRefused() throws IOException {
    byte[] file = SafetensorsFiles.sample();
    InputStream in = new ByteArrayInputStream(Arrays.copyOf(file, file.length - 1));
    try (SafetensorsReader reader = SafetensorsReader.open(in, file.length)) {
      reader.skip(24);
      assertThatThrownBy(() -> reader.readBytes(new byte[3], 0, 3))
          .isInstanceOf(MalformedSafetensorsException.class)
          .hasMessage("The file ends before its 27 bytes of data");
    }
  }

  private static byte[] declaring(long length) {
    return ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array();
  }

  private static void assertRefused(byte[] file, String message) {
    assertThatThrownBy(() -> SafetensorsFiles.header(file))
        .isInstanceOf(MalformedSafetensorsException.class)
        .hasMessage(message);
  }
}
