package dev.rondo.rounds.aggregation;

import dev.rondo.rounds.update.UpdateStream;

/**
 * How much a function holds at a time while it aggregates. The result is the same with any blocks,
 * except for the last bits of an update's norm, which depend on {@code ofUpdate}.
 *
 * @param updates that a fold of a whole model reads side by side, at most
 * @param ofUpdate numbers of each of them, at most
 * @param ofSum numbers of a partial aggregate, a group's sum, the new version or distances, at most
 * @param announced numbers by which some updates are ahead of the next ones, at least ({@link
 *     Wavefront})
 */
public record Blocks(int updates, int ofUpdate, int ofSum, int announced) {

  public Blocks {
    check("updates", updates, Accumulator.SIDE_BY_SIDE);
    check("ofUpdate", ofUpdate, UpdateStream.BLOCK);
    check("ofSum", ofSum, Integer.MAX_VALUE);
    check("announced", announced, Integer.MAX_VALUE);
  }

  private static void check(String name, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(
          "%s must be 1 to %s, but is %s".formatted(name, most, value));
    }
  }

  /**
   * Blocks that fit into the cache of a processor. So few numbers are announced at a time that the
   * next updates find their sum in the cache, and so many that neither waits often.
   */
  public static Blocks standard() {
    return new Blocks(Accumulator.SIDE_BY_SIDE, UpdateStream.BLOCK, 1 << 14, 1 << 15);
  }
}
