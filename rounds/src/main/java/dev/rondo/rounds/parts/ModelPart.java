package dev.rondo.rounds.parts;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The part of the parameter vector that one part folds. The parts of a model differ by one number
 * at most, so that every part of an upload is as large as S3 demands if one is.
 *
 * @param number its number, from 1
 * @param from its first number
 * @param to the one behind its last number
 */
public record ModelPart(int number, int from, int to) {

  /**
   * @throws IllegalArgumentException when there is no such part
   */
  public static ModelPart of(int parameters, int parts, int number) {
    if (number < 1 || number > parts || parts > parameters) {
      throw new IllegalArgumentException(
          "A model of %d parameters in %d parts has no part %d"
              .formatted(parameters, parts, number));
    }
    return new ModelPart(
        number,
        Math.toIntExact((long) parameters * (number - 1) / parts),
        Math.toIntExact((long) parameters * number / parts));
  }

  /** All parts of a model, in their order. */
  public static List<ModelPart> all(int parameters, int parts) {
    return IntStream.rangeClosed(1, parts).mapToObj(n -> of(parameters, parts, n)).toList();
  }

  public int length() {
    return to - from;
  }
}
