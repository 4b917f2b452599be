package dev.rondo.rounds.rule;

/**
 * Sorts many short columns at once. The comparisons of Batcher's merge exchange do not depend on
 * the numbers, so the compiler vectorizes each of them over the columns. It makes about {@code n
 * log2(n)^2 / 4} of them.
 *
 * <p>Source: Knuth, The Art of Computer Programming, volume 3, algorithm 5.2.2M.
 */
final class SortingNetwork {

  private SortingNetwork() {}

  /**
   * Sorts the numbers at each place of the rows, the smallest into the first row.
   *
   * @param rows changed in place
   * @param length how many numbers of each row are meant
   */
  static void sort(int[][] rows, int length) {
    int count = rows.length;
    int top = Integer.highestOneBit(Math.max(1, count - 1));
    for (int p = top; p > 0; p >>= 1) {
      int q = top;
      int r = 0;
      int d = p;
      while (true) {
        for (int i = 0; i < count - d; i++) {
          if ((i & p) == r) {
            exchange(rows[i], rows[i + d], length);
          }
        }
        if (q == p) {
          break;
        }
        d = q - p;
        q >>= 1;
        r = p;
      }
    }
  }

  private static void exchange(int[] low, int[] high, int length) {
    for (int i = 0; i < length; i++) {
      int a = low[i];
      int b = high[i];
      low[i] = Math.min(a, b);
      high[i] = Math.max(a, b);
    }
  }
}
