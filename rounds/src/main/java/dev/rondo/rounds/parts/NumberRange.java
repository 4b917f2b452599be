package dev.rondo.rounds.parts;

import dev.rondo.protocol.encoding.Encoding;
import dev.rondo.protocol.encoding.NumberDecoder;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Consecutive numbers of a parameter vector, gathered from where they lie in a file. Stretches that
 * are close together are read by one request.
 *
 * @param object the file
 * @param stretches in the order in which they lie in the file
 */
record NumberRange(ObjectInfo object, List<Stretch> stretches) {

  /** Numbers that are decoded at a time. */
  private static final int BLOCK = 4096;

  /** A gap that costs less to read over than another request does. */
  static final long SMALL_GAP = 1 << 18;

  /**
   * Numbers that are together in both.
   *
   * @param at the first byte in the file
   * @param bytes how many
   * @param to where the first number's bytes go in the buffer
   * @param encoding how the file has them; the buffer has F32, or integers if they are masked
   * @param skipped the first numbers of the bytes, which do not go into the buffer
   */
  record Stretch(long at, int bytes, int to, Encoding encoding, int skipped) {

    /** Bytes that are the same in both. */
    Stretch(long at, int bytes, int to) {
      this(at, bytes, to, Encoding.F32, 0);
    }

    long end() {
      return at + bytes;
    }
  }

  /**
   * Reads them all.
   *
   * @throws IllegalStateException when it is not the file any more that it was
   */
  void read(ObjectStore store, byte[] buffer) {
    read(store, buffer, SMALL_GAP);
  }

  /**
   * @param smallGap bytes that are read over rather than skipped by another request, at most
   */
  void read(ObjectStore store, byte[] buffer, long smallGap) {
    for (int from = 0; from < stretches.size(); ) {
      int to = from + 1;
      while (to < stretches.size()
          && stretches.get(to).at() - stretches.get(to - 1).end() <= smallGap) {
        to++;
      }
      readTogether(store, stretches.subList(from, to), buffer);
      from = to;
    }
  }

  private void readTogether(ObjectStore store, List<Stretch> near, byte[] buffer) {
    long at = near.get(0).at();
    long length = near.get(near.size() - 1).end() - at;
    try (StoredObject range =
        store
            .getRange(object, at, length)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        object.key() + " was replaced after the decision: expected " + object))) {
      InputStream body = range.body();
      for (Stretch stretch : near) {
        body.skipNBytes(stretch.at() - at);
        if (stretch.encoding().isPlain()) {
          fill(body, buffer, stretch.to(), stretch.bytes());
        } else {
          decode(body, stretch, buffer);
        }
        at = stretch.end();
      }
    } catch (IOException e) {
      throw new StoreException("Cannot read " + object.key(), e);
    }
  }

  private void decode(InputStream body, Stretch stretch, byte[] buffer) throws IOException {
    NumberDecoder numbers =
        new NumberDecoder(
            stretch.encoding(), (target, offset, count) -> fill(body, target, offset, count));
    numbers.skip(stretch.skipped());
    FloatBuffer floats =
        ByteBuffer.wrap(buffer, stretch.to(), buffer.length - stretch.to())
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    float[] block = new float[BLOCK];
    int left = stretch.encoding().numbers(stretch.bytes()) - stretch.skipped();
    while (left > 0) {
      int length = Math.min(left, BLOCK);
      numbers.read(block, 0, length);
      floats.put(block, 0, length);
      left -= length;
    }
  }

  private void fill(InputStream body, byte[] target, int offset, int count) throws IOException {
    if (body.readNBytes(target, offset, count) < count) {
      throw new StoreException(object.key() + " is shorter than its length says");
    }
  }

  /** Joins stretches that touch each other on both sides. */
  static List<Stretch> joined(List<Stretch> sorted) {
    List<Stretch> joined = new ArrayList<>();
    for (Stretch next : sorted) {
      Stretch last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
      if (last != null
          && last.encoding().isPlain()
          && next.encoding().isPlain()
          && last.end() == next.at()
          && last.to() + last.bytes() == next.to()) {
        joined.set(
            joined.size() - 1, new Stretch(last.at(), last.bytes() + next.bytes(), last.to()));
      } else {
        joined.add(next);
      }
    }
    return joined;
  }
}
