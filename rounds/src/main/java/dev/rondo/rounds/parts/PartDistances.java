package dev.rondo.rounds.parts;

import java.util.ArrayList;
import java.util.List;

/**
 * Squared distances between the candidates' updates on one model part.
 *
 * @param part its number
 * @param squared squared distances of each candidate to those behind it, row after row: 0-1, 0-2,
 *     ..., 1-2, ...
 */
public record PartDistances(int part, List<Double> squared) {

  public PartDistances {
    squared = List.copyOf(squared);
  }

  /**
   * @param matrix n x n, symmetric
   */
  public PartDistances(int part, double[][] matrix) {
    this(part, upper(matrix));
  }

  private static List<Double> upper(double[][] matrix) {
    List<Double> upper = new ArrayList<>();
    for (int a = 0; a < matrix.length; a++) {
      for (int b = a + 1; b < matrix.length; b++) {
        upper.add(matrix[a][b]);
      }
    }
    return upper;
  }

  /** Adds these distances to an n x n matrix. */
  public void addTo(double[][] matrix) {
    int next = 0;
    for (int a = 0; a < matrix.length; a++) {
      for (int b = a + 1; b < matrix.length; b++) {
        double distance = squared.get(next++);
        matrix[a][b] += distance;
        matrix[b][a] += distance;
      }
    }
  }
}
