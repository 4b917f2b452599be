package dev.rondo.privacy.accounting;

import java.util.function.ToDoubleFunction;

/**
 * Minimizes a smooth function of a few variables by the BFGS method, with central differences as
 * gradient (J. Nocedal, S. Wright, "Numerical Optimization", algorithm 6.1). Deterministic.
 */
final class QuasiNewton {

  private static final int MOST_ITERATIONS = 400;
  private static final double DIFFERENCE = 1e-5;

  /** The most that a variable changes in one iteration. */
  private static final double LONGEST_STEP = 2;

  private static final double SUFFICIENT_DECREASE = 1e-4;
  private static final double SHORTEST = 1e-10;

  private final ToDoubleFunction<double[]> function;
  private final double precision;

  /**
   * @param precision the search ends when three iterations together gain less
   */
  QuasiNewton(ToDoubleFunction<double[]> function, double precision) {
    this.function = function;
    this.precision = precision;
  }

  /**
   * The best point that a descent finds.
   *
   * @param start not changed
   */
  double[] minimize(double[] start) {
    double[] point = start.clone();
    double value = function.applyAsDouble(point);
    double[] gradient = gradient(point);
    double[][] inverse = identity(point.length);
    double before = Double.POSITIVE_INFINITY;
    for (int i = 0; i < MOST_ITERATIONS; i++) {
      if (i % 3 == 0) {
        if (before - value < precision) {
          break;
        }
        before = value;
      }
      double[] direction = times(inverse, gradient, -1);
      if (dot(direction, gradient) >= 0) {
        inverse = identity(point.length);
        direction = times(inverse, gradient, -1);
      }
      double[] step = lineSearch(point, value, gradient, direction);
      double[] next = sum(point, step, 1);
      double[] nextGradient = gradient(next);
      update(inverse, step, sum(nextGradient, gradient, -1));
      point = next;
      gradient = nextGradient;
      value = function.applyAsDouble(point);
    }
    return point;
  }

  /** Halves the step until it decreases the function enough; zeros if none does. */
  private double[] lineSearch(double[] point, double value, double[] gradient, double[] direction) {
    double longest = 0;
    for (double component : direction) {
      longest = Math.max(longest, Math.abs(component));
    }
    double slope = dot(direction, gradient);
    double length = Math.min(1, LONGEST_STEP / longest);
    while (length * longest > SHORTEST) {
      double[] step = scaled(direction, length);
      double reached = function.applyAsDouble(sum(point, step, 1));
      if (reached <= value + SUFFICIENT_DECREASE * length * slope) {
        return step;
      }
      length /= 2;
    }
    return new double[point.length];
  }

  /** The BFGS update of the inverse Hessian: (I - r s y') H (I - r y s') + r s s', r = 1 / s'y. */
  private static void update(double[][] inverse, double[] step, double[] change) {
    double curvature = dot(step, change);
    if (curvature <= 0) {
      return;
    }
    double[] product = times(inverse, change, 1);
    double factor = (1 + dot(change, product) / curvature) / curvature;
    for (int i = 0; i < step.length; i++) {
      for (int j = 0; j < step.length; j++) {
        inverse[i][j] +=
            factor * step[i] * step[j] - (product[i] * step[j] + step[i] * product[j]) / curvature;
      }
    }
  }

  private double[] gradient(double[] point) {
    double[] gradient = new double[point.length];
    double[] moved = point.clone();
    for (int i = 0; i < point.length; i++) {
      moved[i] = point[i] + DIFFERENCE;
      double above = function.applyAsDouble(moved);
      moved[i] = point[i] - DIFFERENCE;
      double below = function.applyAsDouble(moved);
      moved[i] = point[i];
      gradient[i] = (above - below) / (2 * DIFFERENCE);
    }
    return gradient;
  }

  private static double[][] identity(int size) {
    double[][] identity = new double[size][size];
    for (int i = 0; i < size; i++) {
      identity[i][i] = 1;
    }
    return identity;
  }

  private static double[] times(double[][] matrix, double[] vector, double sign) {
    double[] product = new double[vector.length];
    for (int i = 0; i < vector.length; i++) {
      product[i] = sign * dot(matrix[i], vector);
    }
    return product;
  }

  private static double[] sum(double[] left, double[] right, double factor) {
    double[] sum = left.clone();
    for (int i = 0; i < left.length; i++) {
      sum[i] += factor * right[i];
    }
    return sum;
  }

  private static double[] scaled(double[] vector, double factor) {
    return sum(new double[vector.length], vector, factor);
  }

  private static double dot(double[] left, double[] right) {
    double dot = 0;
    for (int i = 0; i < left.length; i++) {
      dot += left[i] * right[i];
    }
    return dot;
  }
}
