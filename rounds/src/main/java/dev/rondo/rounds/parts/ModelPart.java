package dev.rondo.rounds.parts;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A model part: a range of the parameter vector that one function aggregates. The parts of a model
 * differ by one number at most, so that every part of the multipart upload is large enough for S3.
 *
 * @param number its number, from 1
 * @param from index of its first number
 * @param to index after its last number
 */
public record ModelPart(int number, int from, int to) {

  /**
   * @throws IllegalArgumentException when there is no such part
   */
  public static ModelPart of(int parameters, int parts, int number) {
    if (number < 1 || number > parts || parts > parameters) {
      throw new IllegalArgumentException(
          "A model of %s parameters in %s parts has no part %s"
              .formatted(parameters, parts, number));
    }
    return new ModelPart(
        number,
        Math.toIntExact((long) parameters * (number - 1) / parts),
        Math.toIntExact((long) parameters * number / parts));
  }

  /** All parts of a model, in order. */
  public static List<ModelPart> all(int parameters, int parts) {
    return IntStream.rangeClosed(1, parts).mapToObj(n -> of(parameters, parts, n)).toList();
  }

  public int length() {
    return to - from;
  }
}
