package dev.rondo.rounds.update;

/**
 * Checks the numbers of an update while they stream in: whether all are finite and, if the norm is
 * needed, the sum of their squares.
 *
 * <p>Number j of a block goes to lane j modulo {@value #LANES}. The compiler vectorizes over the
 * lanes, and a whole block gives each lane four numbers at once. The last bits of the sum depend on
 * where blocks end, which is the same for every reader of an update.
 */
@SuppressWarnings("IdentityBinaryExpression") // A NaN is found by its difference from itself.
final class BlockCheck {

  private static final int LANES = 512;

  /** The length of a full block. */
  static final int WHOLE = 4 * LANES;

  private final boolean norm;
  private final float[] notFinite = new float[LANES];
  private final double[] squares = new double[LANES];
  private int used;

  /**
   * @param norm whether the sum of squares is wanted
   */
  BlockCheck(boolean norm) {
    this.norm = norm;
  }

  /** The next block of a run. */
  void add(float[] block, int length) {
    used = Math.max(used, Math.min(length, LANES));
    if (length < WHOLE) {
      addPart(block, length);
    } else if (norm) {
      addSquares(block, squares);
    } else {
      addDifferences(block, notFinite);
    }
  }

  private void addPart(float[] block, int length) {
    for (int i = 0; i < length; i++) {
      if (norm) {
        double x = block[i];
        squares[i % LANES] += x * x;
      } else {
        notFinite[i % LANES] += block[i] - block[i];
      }
    }
  }

  private static void addSquares(float[] block, double[] squares) {
    for (int i = 0; i < LANES; i++) {
      double a = block[i];
      double b = block[LANES + i];
      double c = block[2 * LANES + i];
      double d = block[3 * LANES + i];
      squares[i] += (a * a + b * b) + (c * c + d * d);
    }
  }

  /** The difference of a number and itself is 0, or NaN when it is not finite. */
  private static void addDifferences(float[] block, float[] notFinite) {
    for (int i = 0; i < LANES; i++) {
      float a = block[i];
      float b = block[LANES + i];
      float c = block[2 * LANES + i];
      float d = block[3 * LANES + i];
      notFinite[i] += (a - a + (b - b)) + (c - c + (d - d));
    }
  }

  /**
   * Ends a run of blocks.
   *
   * @return the sum of its squares, or 0 when that is not wanted; not finite when one of its
   *     numbers is not: squares of floats are exact in a double, and never overflow it
   */
  double end() {
    double sum = 0;
    for (int i = 0; i < used; i++) {
      sum += norm ? squares[i] : notFinite[i];
      squares[i] = 0;
      notFinite[i] = 0;
    }
    used = 0;
    return sum;
  }
}
