package dev.rondo.learning.data;

import dev.rondo.protocol.random.Draws;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A fifth of the rows, drawn by the seed within each class, as test data. A class of several rows
 * has at least one row on each side; a single row is for training.
 */
final class HeldOut {

  private static final double SHARE = 0.2;

  private final boolean[] isTest;

  private HeldOut(boolean[] isTest) {
    this.isTest = isTest;
  }

  /** The draw for labels below a number of classes. */
  static HeldOut of(int[] labels, int classes, long seed) {
    SplittableRandom random = new Draws(seed).of("held-out test data");
    int[] order = SplitSupport.indices(labels.length);
    SplitSupport.shuffle(order, random);
    int[] left = new int[classes];
    for (int label : labels) {
      left[label]++;
    }
    for (int label = 0; label < classes; label++) {
      int share = (int) Math.round(SHARE * left[label]);
      left[label] = left[label] < 2 ? 0 : Math.max(1, share);
    }
    boolean[] isTest = new boolean[labels.length];
    for (int row : order) {
      if (left[labels[row]] > 0) {
        left[labels[row]]--;
        isTest[row] = true;
      }
    }
    return new HeldOut(isTest);
  }

  /** The rows for training, in the order of the file. */
  int[] train() {
    return rows(false);
  }

  /** The others. */
  int[] test() {
    return rows(true);
  }

  private int[] rows(boolean test) {
    return IntStream.range(0, isTest.length).filter(row -> isTest[row] == test).toArray();
  }
}
