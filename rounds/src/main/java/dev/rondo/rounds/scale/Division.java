package dev.rondo.rounds.scale;

/**
 * Into what a round's model is divided.
 *
 * @param parts model parts that functions of their own aggregate; 0 if workers and the master
 *     aggregate the whole model
 * @param distanceSlices slices on which functions of their own measure distances between updates; 0
 *     if the rule needs none
 */
public record Division(int parts, int distanceSlices) {

  public Division {
    if (parts < 0 || distanceSlices < 0) {
      throw new IllegalArgumentException(
          "Parts and distance slices must be 0 or more, but are %s and %s"
              .formatted(parts, distanceSlices));
    }
  }

  /** The same number of both; what a rule does not need is not used. */
  public static Division of(int parts) {
    return new Division(parts, parts);
  }
}
