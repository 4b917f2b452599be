package dev.rondo.rounds.parts;

import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;
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

  /** A gap that costs less to read over than another request does. */
  static final long SMALL_GAP = 1 << 18;

  /**
   * Bytes that are together in both.
   *
   * @param at the first one in the file
   * @param bytes how many
   * @param to where the first one goes in the buffer
   */
  record Stretch(long at, int bytes, int to) {

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
        if (body.readNBytes(buffer, stretch.to(), stretch.bytes()) < stretch.bytes()) {
          throw new StoreException(object.key() + " is shorter than its length says");
        }
        at = stretch.end();
      }
    } catch (IOException e) {
      throw new StoreException("Cannot read " + object.key(), e);
    }
  }

  /** Joins stretches that touch each other on both sides. */
  static List<Stretch> joined(List<Stretch> sorted) {
    List<Stretch> joined = new ArrayList<>();
    for (Stretch next : sorted) {
      Stretch last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
      if (last != null && last.end() == next.at() && last.to() + last.bytes() == next.to()) {
        joined.set(
            joined.size() - 1, new Stretch(last.at(), last.bytes() + next.bytes(), last.to()));
      } else {
        joined.add(next);
      }
    }
    return joined;
  }
}
