package dev.rondo.faults.invariant;

/**
 * What became of the rounds of schedules whose updates were masked.
 *
 * @param summed rounds with a version
 * @param withDropOuts those of them in which a client had masked its update, and is not in the sum
 * @param refused rounds whose masks the helper refused to add up
 */
public record MaskedRounds(int summed, int withDropOuts, int refused) {

  /** Of a schedule without masks. */
  public static final MaskedRounds NONE = new MaskedRounds(0, 0, 0);

  /** Those of both. */
  public MaskedRounds and(MaskedRounds other) {
    return new MaskedRounds(
        summed + other.summed, withDropOuts + other.withDropOuts, refused + other.refused);
  }
}
