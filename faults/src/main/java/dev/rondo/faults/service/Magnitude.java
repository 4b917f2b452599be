package dev.rondo.faults.service;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What the small models of a schedule stand for: each of their numbers takes the time and the
 * memory of so many numbers. So a model of 200 numbers can be as hard to aggregate as one of
 * hundreds of millions.
 *
 * @param numbers that one number of a model, an update, a sum or an optimizer's state stands for
 */
public record Magnitude(long numbers) {

  private static final int LENGTH_BYTES = 8;

  public Magnitude {
    if (numbers < 1) {
      throw new IllegalArgumentException("A magnitude must be 1 or more, but is " + numbers);
    }
  }

  /** The bytes that a stretch of an object stands for. */
  Moved of(String key, byte[] object, long from, long length) {
    if (!key.endsWith(".safetensors")) {
      return new Moved(length, 0);
    }
    long payload = Math.max(0, from + length - Math.max(from, headerBytes(object)));
    // Distances belong to pairs of updates, not to numbers of a model.
    return new Moved(length - payload, key.contains("/distances/") ? payload : payload * numbers);
  }

  /** The same for a part of an upload that does not begin the file. */
  Moved ofPart(long length) {
    return new Moved(0, length * numbers);
  }

  /** Where the numbers of a safetensors file begin; its end if it is not one. */
  private static long headerBytes(byte[] file) {
    if (file.length < LENGTH_BYTES) {
      return file.length;
    }
    long header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
    boolean fits = header >= 0 && header <= file.length - LENGTH_BYTES;
    return fits ? LENGTH_BYTES + header : file.length;
  }

  /**
   * Bytes in the units of AWS.
   *
   * @param described bytes of documents and headers
   * @param numbers bytes of numbers
   */
  record Moved(long described, long numbers) {

    long bytes() {
      return described + numbers;
    }
  }
}
