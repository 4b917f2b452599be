package dev.rondo.privacy.accounting;

/**
 * How often, and how closely, one client may contribute to the rounds of a job.
 *
 * <p>Rounds here are releases of noised sums, counted in their order: a version that was rolled
 * back counts, and an abandoned round does not. A separation that is counted in the numbers of
 * rounds would be too short in releases after abandoned rounds, and the sensitivity too small.
 *
 * @param cap the most rounds that a client may contribute to, 1 or more; {@link #NO_CAP} for all
 * @param separation the fewest rounds from one contribution of a client to its next, 1 or more; 1
 *     permits two rounds in a row
 */
public record Participation(int cap, int separation) {

  /** A cap that no number of rounds exceeds. */
  public static final int NO_CAP = Integer.MAX_VALUE;

  /**
   * @throws IllegalArgumentException if a value is below 1
   */
  public Participation {
    Arguments.atLeast(1, "cap", cap);
    Arguments.atLeast(1, "separation", separation);
  }

  /** Every client may contribute to every round. */
  public static Participation unlimited() {
    return new Participation(NO_CAP, 1);
  }

  /**
   * The most contributions of a client in the first rounds: min(cap, ceil(rounds / separation)).
   *
   * @param rounds 0 or more
   */
  public int most(int rounds) {
    Arguments.atLeast(0, "rounds", rounds);
    int separated = rounds / separation + (rounds % separation == 0 ? 0 : 1);
    return Math.min(cap, separated);
  }
}
