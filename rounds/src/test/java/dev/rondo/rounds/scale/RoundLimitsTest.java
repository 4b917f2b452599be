package dev.rondo.rounds.scale;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  /** 16 verdicts take as long as the requests of an update, and one as long as 562,500 bytes. */
  @ParameterizedTest
  @CsvSource({
    "100, 0, 1000, 300", // As many as the seats account for.
    "10000, 0, 1000, 4705",
    "10000, 10000, 1000, 4117",
    "10000, 0, 562501, 4444",
    "100000, 79000, 1000, 58",
    "100000, 100000, 1000, 47", // One percent of a pass at least.
    "1000, 0, 512000000, 86",
    "1000, 0, 100000000000, 1",
  })
  void aPassOfTheMasterHasRoomForSoManyUpdates(int seats, int known, long bytes, int updates) {
    assertThat(RoundLimits.standard().rawUpdates(seats, known, bytes)).isEqualTo(updates);
  }

  @Test
  void noPassTakesLongerThanTheModelCounts() {
    RoundLimits limits = RoundLimits.standard();
    for (int seats : new int[] {1, 100, 10_000, 79_500, RoundLimits.MAX_SEATS}) {
      for (long bytes : new long[] {1_000, 562_501, 1_000_000_000, 5_000_000_000L}) {
        double update = 16 + Math.ceil(bytes / 562_500.0);
        for (int known = 0; known <= seats; known += Math.max(1, seats / 50)) {
          double reads = known + limits.rawUpdates(seats, known, bytes) * update;

          assertThat(reads)
              .as("%d of %d seats, %d bytes", known, seats, bytes)
              .isLessThanOrEqualTo(limits.readsOfPass(seats, bytes));
        }
      }
    }
  }
}
