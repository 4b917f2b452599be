package dev.rondo.privacy.accounting;

import java.util.List;
import java.util.SortedSet;

/**
 * A buffered linear Toeplitz matrix C: noise of one round that later rounds partly take back.
 *
 * <p>C is lower triangular and constant along its diagonals, with the coefficients
 *
 * <pre>c_0 = 1,  c_i = sum_j omega_j theta_j^(i-1)</pre>
 *
 * <p>for i of 1 or more. The noise of all rounds is N = C^-1 Z, where Z is independent Gaussian
 * noise. Solved row by row, this needs one vector for each buffer j and no past noise:
 *
 * <pre>
 * B_j = 0                                  before the first round
 * N_t = Z_t - sum_j omega_j B_j            the noise of round t
 * B_j = theta_j B_j + N_t                  for the next round
 * </pre>
 *
 * <p>because B_j = sum_{i&gt;=1} theta_j^(i-1) N_{t-i} makes the first line row t of C N = Z. The
 * sum of all noise so far, which is what a model contains, is much smaller than with independent
 * noise of the same privacy.
 *
 * <p>Sources: K. Dvijotham, H. B. McMahan, K. Pillutla, T. Steinke, A. Thakurta, "Efficient and
 * Near-Optimal Noise Generation for Streaming Differential Privacy" (2024), and H. B. McMahan, Z.
 * Xu, Y. Zhang, "A Hassle-free Algorithm for Strong Differential Privacy in Federated Learning
 * Systems" (2024).
 *
 * @param theta how much of a buffer remains each round: 1 to 4 numbers above 0 and below 1
 * @param omega how much of a buffer the noise takes back: as many numbers, 0 or more, with a sum of
 *     at most 1, so that the coefficients never increase
 */
public record Blt(List<Double> theta, List<Double> omega) {

  /** The most buffers. */
  public static final int MOST_BUFFERS = 4;

  /**
   * @throws IllegalArgumentException if a number is out of range, or the coefficients increase
   */
  public Blt {
    theta = List.copyOf(theta);
    omega = List.copyOf(omega);
    if (theta.isEmpty() || theta.size() > MOST_BUFFERS || theta.size() != omega.size()) {
      throw new IllegalArgumentException(
          "theta and omega must be two lists of 1 to "
              + MOST_BUFFERS
              + " numbers, but have "
              + theta.size()
              + " and "
              + omega.size());
    }
    for (double value : theta) {
      if (!(value > 0 && value < 1)) {
        throw new IllegalArgumentException("theta must be between 0 and 1, but is " + value);
      }
    }
    double sum = 0;
    for (double value : omega) {
      sum += Arguments.nonNegative("omega", value);
    }
    if (sum > 1) {
      throw new IllegalArgumentException("The sum of omega must be at most 1, but is " + sum);
    }
  }

  /** The number of buffers. */
  public int buffers() {
    return theta.size();
  }

  /**
   * The first column of C: never negative, never increasing.
   *
   * @param rounds 0 or more; the length of the result
   */
  public double[] coefficients(int rounds) {
    double[] column = new double[Arguments.atLeast(0, "rounds", rounds)];
    double[] term = numbers(omega);
    double[] factor = numbers(theta);
    for (int i = 0; i < rounds; i++) {
      if (i == 0) {
        column[i] = 1;
        continue;
      }
      for (int j = 0; j < term.length; j++) {
        column[i] += term[j];
        term[j] *= factor[j];
      }
    }
    return column;
  }

  /**
   * The first column of C^-1, which is Toeplitz too: the recurrence of this class, for a Z of 1 in
   * the first round and 0 after it.
   *
   * @param rounds 0 or more; the length of the result
   */
  public double[] inverse(int rounds) {
    double[] column = new double[Arguments.atLeast(0, "rounds", rounds)];
    double[] buffer = new double[buffers()];
    double[] factor = numbers(theta);
    double[] weight = numbers(omega);
    for (int i = 0; i < rounds; i++) {
      double noise = i == 0 ? 1 : 0;
      for (int j = 0; j < buffer.length; j++) {
        noise -= weight[j] * buffer[j];
      }
      for (int j = 0; j < buffer.length; j++) {
        buffer[j] = factor[j] * buffer[j] + noise;
      }
      column[i] = noise;
    }
    return column;
  }

  /**
   * How far C moves if one client is left out: the largest L2 norm of a sum of columns of C that a
   * client can contribute to, for contributions of norm 1.
   *
   * <p>Columns of C never are negative and never increase, so the worst client contributes as early
   * and as closely as it may: to the rounds 0, b, 2b, ... (C. Choquette-Choo et al., "(Amplified)
   * Banded Matrix Factorization", 2023, and theorem 2 of "A Hassle-free Algorithm").
   *
   * @param rounds 0 or more
   */
  public double sensitivity(int rounds, Participation participation) {
    double[] column = coefficients(rounds);
    double[] sum = column.clone();
    int separation = participation.separation();
    long reach = (long) participation.cap() * separation;
    for (int i = separation; i < rounds; i++) {
      double leaving = i < reach ? 0 : column[(int) (i - reach)];
      sum[i] += sum[i - separation] - leaving;
    }
    return norm(sum);
  }

  /**
   * The same for a client that contributed to known rounds.
   *
   * @param rounds 0 or more; what has been released
   * @param contributed rounds that a client contributed to, from 0
   * @throws IllegalArgumentException if a contribution is not in the rounds
   */
  public double sensitivity(int rounds, SortedSet<Integer> contributed) {
    double[] column = coefficients(rounds);
    double[] sum = new double[rounds];
    for (int first : contributed) {
      if (first < 0 || first >= rounds) {
        throw new IllegalArgumentException(
            "contributed must be rounds from 0 to " + (rounds - 1) + ", but has " + first);
      }
      for (int i = first; i < rounds; i++) {
        sum[i] += column[i - first];
      }
    }
    return norm(sum);
  }

  /**
   * The largest standard deviation of a sum of the first rounds' noise, for a Z of standard
   * deviation 1: the largest row norm of A C^-1, where A sums up.
   *
   * @param rounds 1 or more
   */
  public double maxError(int rounds) {
    return norm(prefixSums(rounds));
  }

  /**
   * The root of the mean, over all rounds, of the squared standard deviations of {@link #maxError}.
   *
   * @param rounds 1 or more
   */
  public double rootMeanSquareError(int rounds) {
    double[] sums = prefixSums(rounds);
    double variance = 0;
    double total = 0;
    for (double sum : sums) {
      variance += sum * sum;
      total += variance;
    }
    return Math.sqrt(total / rounds);
  }

  private double[] prefixSums(int rounds) {
    double[] sums = inverse(Arguments.atLeast(1, "rounds", rounds));
    for (int i = 1; i < rounds; i++) {
      sums[i] += sums[i - 1];
    }
    return sums;
  }

  private static double norm(double[] vector) {
    double squares = 0;
    for (double value : vector) {
      squares += value * value;
    }
    return Math.sqrt(squares);
  }

  private static double[] numbers(List<Double> list) {
    return list.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
