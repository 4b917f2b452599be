package dev.rondo.protocol.round;

import java.util.ArrayList;
import java.util.List;

/**
 * A range of the coordinates of a masked vector, for which one call of the helper adds up masks.
 *
 * @param from the first coordinate
 * @param to after the last coordinate
 */
public record MaskRange(long from, long to) {

  /** Ranges of nearly the same length. */
  public static List<MaskRange> divide(long coordinates, int ranges) {
    List<MaskRange> all = new ArrayList<>();
    for (long n = 0; n < ranges; n++) {
      all.add(new MaskRange(coordinates * n / ranges, coordinates * (n + 1) / ranges));
    }
    return all;
  }
}
