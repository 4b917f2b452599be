package dev.rondo.learning.network;

/** Softmax and cross-entropy, in double precision between floats. */
final class Softmax {

  private Softmax() {}

  /** Replaces each row of logits by probabilities. */
  static void apply(float[] logits, int rows, int classes) {
    for (int row = 0; row < rows; row++) {
      int start = row * classes;
      double logSum = logSum(logits, start, classes);
      for (int k = start; k < start + classes; k++) {
        logits[k] = (float) StrictMath.exp(logits[k] - logSum);
      }
    }
  }

  /**
   * Replaces each row of logits by the gradient of its cross-entropy: probabilities minus one-hot
   * label.
   *
   * @return the sum of the cross-entropies
   */
  static double lossAndErrors(float[] logits, int[] labels, int rows, int classes) {
    double loss = 0;
    for (int row = 0; row < rows; row++) {
      int start = row * classes;
      double logSum = logSum(logits, start, classes);
      loss += logSum - logits[start + labels[row]];
      for (int k = start; k < start + classes; k++) {
        logits[k] = (float) StrictMath.exp(logits[k] - logSum);
      }
      logits[start + labels[row]] -= 1;
    }
    return loss;
  }

  private static double logSum(float[] logits, int start, int classes) {
    double highest = Double.NEGATIVE_INFINITY;
    for (int k = start; k < start + classes; k++) {
      highest = Math.max(highest, logits[k]);
    }
    double sum = 0;
    for (int k = start; k < start + classes; k++) {
      sum += StrictMath.exp(logits[k] - highest);
    }
    return highest + StrictMath.log(sum);
  }
}
