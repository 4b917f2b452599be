package dev.rondo.core.update;

/**
 * Looks at an update's numbers while they pass: whether all of them are finite and, where the norm
 * counts, the sum of their squares.
 *
 * <p>Number j of a run goes to lane j modulo {@value #LANES}, lanes side by side, which is what the
 * compiler makes vector instructions of. Within blocks whose length is a multiple of four times
 * {@value #LANES} it takes four numbers of a lane at once. So the sum's last bits depend on the
 * blocks' lengths, which are the same whoever reads the update.
 */
final class BlockCheck {

  private static final int LANES = 512;
  private static final int STRIDE = 4 * LANES;

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
    int from = 0;
    for (; from + STRIDE <= length; from += STRIDE) {
      if (norm) {
        addSquares(block, from);
      } else {
        addDifferences(block, from);
      }
    }
    used = Math.max(used, Math.min(length, LANES));
    for (; from < length; from += LANES) {
      int count = Math.min(LANES, length - from);
      for (int i = 0; i < count; i++) {
        double x = block[from + i];
        if (norm) {
          squares[i] += x * x;
        } else {
          notFinite[i] += block[from + i] - block[from + i];
        }
      }
    }
  }

  private void addSquares(float[] block, int from) {
    for (int i = 0; i < LANES; i++) {
      double a = block[from + i];
      double b = block[from + LANES + i];
      double c = block[from + 2 * LANES + i];
      double d = block[from + 3 * LANES + i];
      squares[i] += (a * a + b * b) + (c * c + d * d);
    }
  }

  /** The difference of a number and itself is 0, or NaN when it is not finite. */
  private void addDifferences(float[] block, int from) {
    for (int i = 0; i < LANES; i++) {
      float a = block[from + i];
      float b = block[from + LANES + i];
      float c = block[from + 2 * LANES + i];
      float d = block[from + 3 * LANES + i];
      notFinite[i] += (a - a + (b - b)) + (c - c + (d - d));
    }
  }

  /**
   * Ends a run.
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
