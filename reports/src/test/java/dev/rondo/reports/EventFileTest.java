package dev.rondo.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventFileTest {
  private static final Instant START = Instant.ofEpochSecond(1_772_366_401L, 500_000_000);

  /** What TensorBoard 2.21's own protocol buffers and masked_crc32c make of the same two events. */
  private static final String GOLDEN =
      String.join(
          "",
          // Record 1: which format this is.
          "1800000000000000", // length of the data, u64: 24
          "a37f4b22", // masked CRC-32C of the length
          "09", // Event field 1, 64 bits: wall_time
          "000060900a69da41", // 1772366401.5
          "1a0d", // Event field 3, 13 bytes: file_version
          "627261696e2e4576656e743a32", // "brain.Event:2"
          "261c84ba", // masked CRC-32C of the data
          // Record 2: two scalars of round 300.
          "2c00000000000000", // length of the data, u64: 44
          "f4aecc45", // masked CRC-32C of the length
          "09", // Event field 1, 64 bits: wall_time
          "0000a0900a69da41", // 1772366402.5
          "10ac02", // Event field 2, varint: step 300
          "2a1e", // Event field 5, 30 bytes: summary
          "0a0b", // Summary field 1, 11 bytes: value
          "0a046c6f7373", // Value field 1, 4 bytes: tag "loss"
          "150000003f", // Value field 2, 32 bits: simple_value 0.5
          "0a0f", // Summary field 1, 15 bytes: value
          "0a086163637572616379", // Value field 1, 8 bytes: tag "accuracy"
          "150000403f", // Value field 2, 32 bits: simple_value 0.75
          "3f2dadfb"); // masked CRC-32C of the data

  @Test
  void twoEventsAreTheseBytes() {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("loss", 0.5);
    values.put("accuracy", 0.75);

    EventFile file = new EventFile(START);
    file.scalars(START.plusSeconds(1), 300, values);

    assertThat(HexFormat.of().formatHex(file.toByteArray())).isEqualTo(GOLDEN);
  }

  @Test
  void theNameIsWhatTensorBoardLooksForAndDependsOnTheFirstEventOnly() {
    assertThat(EventFile.name(START)).isEqualTo("events.out.tfevents.1772366401.rondo");
  }
}
