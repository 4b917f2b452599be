package dev.rondo.benchmarks;

import dev.rondo.privacy.accounting.GaussianPrivacy;
import dev.rondo.privacy.accounting.IndependentGaussian;
import dev.rondo.privacy.accounting.Participation;
import dev.rondo.privacy.accounting.PrivacyBudget;
import dev.rondo.privacy.accounting.SampledGaussian;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The accountant's values for settings in a file, one a line; prints one number for each:
 *
 * <pre>
 * gaussian   MU DELTA                            epsilon
 * sampled    Q Z ROUNDS DELTA                    epsilon
 * gaussian-z EPSILON DELTA ROUNDS CAP SEPARATION noise multiplier
 * sampled-z  EPSILON DELTA ROUNDS Q              noise multiplier
 * </pre>
 */
public final class AccountingValues {

  private AccountingValues() {}

  public static void main(String[] args) throws IOException {
    for (String line : Files.readAllLines(Path.of(args[0]))) {
      System.out.println(value(line.split(" ", -1)));
    }
  }

  private static double value(String[] words) {
    return switch (words[0]) {
      case "gaussian" -> GaussianPrivacy.epsilon(number(words[1]), number(words[2]));
      case "sampled" ->
          new SampledGaussian(number(words[2]), number(words[1]))
              .epsilon(Integer.parseInt(words[3]), number(words[4]));
      case "gaussian-z" ->
          IndependentGaussian.calibrate(
                  budget(words),
                  Integer.parseInt(words[3]),
                  new Participation(Integer.parseInt(words[4]), Integer.parseInt(words[5])))
              .noiseMultiplier();
      case "sampled-z" ->
          SampledGaussian.calibrate(budget(words), Integer.parseInt(words[3]), number(words[4]))
              .noiseMultiplier();
      default -> throw new IllegalArgumentException("Unknown kind " + words[0]);
    };
  }

  private static PrivacyBudget budget(String[] words) {
    return new PrivacyBudget(number(words[1]), number(words[2]));
  }

  private static double number(String word) {
    return Double.parseDouble(word);
  }
}
