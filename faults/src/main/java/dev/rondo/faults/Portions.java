package dev.rondo.faults;

import dev.rondo.protocol.random.Draws;
import dev.rondo.rounds.aggregation.Blocks;
import dev.rondo.rounds.scale.RoundLimits;
import dev.rondo.rounds.step.OpenRound;
import java.util.SplittableRandom;

/**
 * In which portions a schedule's functions work, and how much they do at most. Small ones make the
 * few updates and numbers of a schedule cross every boundary.
 *
 * @param page keys that a listing reads at once
 * @param groups into how many groups a whole model's sum is divided; 0 is none
 * @param digits seats whose numbers differ in so many last digits are counted together
 * @param seats whose messages are sent together
 * @param batch uploads that a worker takes at once, at most
 * @param blocks in which a model is folded
 * @param limits on what the steps do for a round
 */
record Portions(
    int page, int groups, int digits, int seats, int batch, Blocks blocks, RoundLimits limits) {

  /** As deployed, for models of this size. */
  static Portions deployed(int batch) {
    return new Portions(
        1_000, 0, 3, OpenRound.SEATS_AT_ONCE, batch, Blocks.standard(), RoundLimits.standard());
  }

  /** Seats that are sent together: one or a few, or those of AWS. */
  static int seats(long seed) {
    return pick(new Draws(seed).of("seats"), 1, 2, 3, OpenRound.SEATS_AT_ONCE);
  }

  /** Blocks of one or a few numbers, or those of AWS. */
  static Blocks blocks(long seed) {
    SplittableRandom random = new Draws(seed).of("blocks");
    Blocks standard = Blocks.standard();
    return new Blocks(
        pick(random, 1, 2, 3, standard.updates()),
        pick(random, 1, 2, 3, standard.ofUpdate()),
        pick(random, 1, 2, 3, standard.ofSum()),
        pick(random, 1, 2, 5, standard.announced()));
  }

  /** Limits that a round of a few clients reaches, or those of AWS. */
  static RoundLimits limits(long seed) {
    SplittableRandom random = new Draws(seed).of("limits");
    RoundLimits standard = RoundLimits.standard();
    if (random.nextBoolean()) {
      return standard;
    }
    return new RoundLimits(
        pick(random, 0, 1, 3, standard.spareUpdates()),
        pick(random, 17, 40, 120, standard.mostReads()),
        pick(random, 1, 2, 5, standard.mostVerdicts()),
        pick(random, 0, 1, 5, standard.mostVerdictsRead()),
        random.nextInt(4) == 0 ? 1 : standard.mostVerdictBytes(),
        pick(random, 1, 2, 8, standard.page()));
  }

  private static int pick(SplittableRandom random, int... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
