package dev.rondo.rounds.scale;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoundLimitsTest {

  @Test
  void theBlocksOfRejectionsHaveRoomForAllThatARoundCanHaveAndEachIsOnePage() {
    for (int seats = 1; seats <= RoundLimits.MAX_SEATS; seats++) {
      int ofBlock = RoundLimits.standard().rejectionsOfBlock(seats);
      int all = RoundLimits.standard().rejectionBlocks(seats) * ofBlock;
      assertThat(ofBlock).as("%d seats", seats).isLessThanOrEqualTo(1000);
      assertThat(all)
          .as("%d seats", seats)
          .isBetween(
              RoundLimits.standard().updates(seats),
              RoundLimits.standard().updates(seats)
                  + RoundLimits.standard().rejectionBlocks(seats));
    }
  }

  /** Clients are not spread over blocks evenly: a block needs more than its share. */
  @Test
  void aBlockHasRoomForTwiceItsShareOfTheSeats() {
    for (int seats = 1; seats <= RoundLimits.MAX_SEATS; seats++) {
      double share = (double) seats / RoundLimits.standard().rejectionBlocks(seats);
      assertThat((double) RoundLimits.standard().rejectionsOfBlock(seats))
          .isGreaterThanOrEqualTo(2 * share);
    }
  }

  @Test
  void smallRoundsHaveOneBlockOfRejections() {
    assertThat(RoundLimits.standard().rejectionDigits(449)).isZero();
    assertThat(RoundLimits.standard().rejectionDigits(450)).isEqualTo(1);
    assertThat(RoundLimits.standard().rejectionDigits(7_949)).isEqualTo(1);
    assertThat(RoundLimits.standard().rejectionDigits(7_950)).isEqualTo(2);
    assertThat(RoundLimits.standard().rejectionDigits(RoundLimits.MAX_SEATS)).isEqualTo(2);
  }

  @Test
  void aPassOfTheMasterTakesNoLongerThanItsVerdictsOrItsLimit() {
    RoundLimits limits = RoundLimits.standard();
    for (int seats : new int[] {1, 100, 10_000, RoundLimits.MAX_SEATS}) {
      for (long bytes : new long[] {1_000, 1_000_000, 1_000_000_000}) {
        double oneUpdate = 12 + (double) bytes / 562_500;
        for (int known = 0; known <= seats; known += Math.max(1, seats / 50)) {
          double most = Math.max(limits.mostReads(), known + 0.01 * limits.mostReads());

          assertThat(limits.rawUpdates(seats, known, bytes))
              .as("%d of %d seats, %d bytes", known, seats, bytes)
              .isPositive()
              .isLessThanOrEqualTo(limits.updates(seats));
          assertThat(limits.readsOfPass(seats, known, bytes))
              .isLessThanOrEqualTo(Math.max(most, known + oneUpdate));
        }
      }
    }
  }
}
