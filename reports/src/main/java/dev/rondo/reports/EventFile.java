package dev.rondo.reports;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * The bytes of one TensorBoard event file: TFRecords, each with one {@code tensorflow.Event}
 * protocol buffer.
 *
 * <p>A TFRecord is the length (u64), the length's masked CRC-32C (u32), the data, and the data's
 * masked CRC-32C (u32), all little endian. Of Event (tensorflow/core/util/event.proto) and Summary
 * (framework/summary.proto) four fields each are enough for scalars.
 */
final class EventFile {
  // A protocol buffer's tag is field number << 3 | wire type (0 varint, 1 64 bits, 2 bytes, 5 32
  // bits).
  private static final int EVENT_WALL_TIME = 1 << 3 | 1;
  private static final int EVENT_STEP = 2 << 3;
  private static final int EVENT_FILE_VERSION = 3 << 3 | 2;
  private static final int EVENT_SUMMARY = 5 << 3 | 2;
  private static final int SUMMARY_VALUE = 1 << 3 | 2;
  private static final int VALUE_TAG = 1 << 3 | 2;
  private static final int VALUE_SIMPLE_VALUE = 2 << 3 | 5;

  private static final String PREFIX = "events.out.tfevents.";
  private static final String SUFFIX = ".rondo";

  private static final int CRC_MASK_DELTA = 0xa282ead8;

  private final ByteArrayOutputStream file = new ByteArrayOutputStream();

  /**
   * Starts a file.
   *
   * @param start the first event's time; it is also in the file's name
   */
  EventFile(Instant start) {
    ByteArrayOutputStream event = new ByteArrayOutputStream();
    wallTime(event, start);
    bytes(event, EVENT_FILE_VERSION, "brain.Event:2".getBytes(UTF_8));
    record(event.toByteArray());
  }

  /** The file name that TensorBoard expects; it depends on the first event only. */
  static String name(Instant start) {
    return PREFIX + start.getEpochSecond() + SUFFIX;
  }

  /** Whether Rondo wrote a file of this name. */
  static boolean isName(String name) {
    return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
  }

  /**
   * Adds one event. The values' tags are written in the map's order, as 32-bit floats.
   *
   * @param step the value on the x axis: the round
   */
  void scalars(Instant time, int step, Map<String, Double> values) {
    ByteArrayOutputStream summary = new ByteArrayOutputStream();
    values.forEach(
        (tag, value) -> {
          ByteArrayOutputStream one = new ByteArrayOutputStream();
          bytes(one, VALUE_TAG, tag.getBytes(UTF_8));
          one.write(VALUE_SIMPLE_VALUE);
          one.writeBytes(little(4).putFloat(value.floatValue()).array());
          bytes(summary, SUMMARY_VALUE, one.toByteArray());
        });
    ByteArrayOutputStream event = new ByteArrayOutputStream();
    wallTime(event, time);
    event.write(EVENT_STEP);
    varint(event, step);
    bytes(event, EVENT_SUMMARY, summary.toByteArray());
    record(event.toByteArray());
  }

  /** The content of the file. */
  byte[] toByteArray() {
    return file.toByteArray();
  }

  private void record(byte[] data) {
    byte[] length = little(8).putLong(data.length).array();
    file.writeBytes(length);
    file.writeBytes(little(4).putInt(maskedCrc(length)).array());
    file.writeBytes(data);
    file.writeBytes(little(4).putInt(maskedCrc(data)).array());
  }

  /**
   * Masked, because a CRC over data that holds CRCs is weak (tensorflow/core/lib/hash/crc32c.h).
   */
  private static int maskedCrc(byte[] data) {
    CRC32C crc = new CRC32C();
    crc.update(data);
    return Integer.rotateRight((int) crc.getValue(), 15) + CRC_MASK_DELTA;
  }

  private static void wallTime(ByteArrayOutputStream event, Instant time) {
    event.write(EVENT_WALL_TIME);
    event.writeBytes(little(8).putDouble(time.getEpochSecond() + time.getNano() / 1e9).array());
  }

  private static void bytes(ByteArrayOutputStream out, int field, byte[] value) {
    out.write(field);
    varint(out, value.length);
    out.writeBytes(value);
  }

  private static void varint(ByteArrayOutputStream out, int value) {
    int rest = value;
    while ((rest & ~0x7f) != 0) {
      out.write((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
