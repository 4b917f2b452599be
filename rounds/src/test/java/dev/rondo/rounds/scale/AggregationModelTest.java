package dev.rondo.rounds.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rondo.rounds.cost.Prices;
import dev.rondo.rounds.cost.RoundShape;
import dev.rondo.rounds.parts.Reads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AggregationModelTest {

  private static final long MB = 250_000; // Parameters.
  private static final Prices PRICES = Prices.usEast1();

  private final AggregationModel model = AggregationModel.standard();

  @Test
  void smallModelsTakeTheTwoLevelPathAndLargeOnesAreInParts() {
    assertThat(model.parts(199_210, 100, false)).isZero();
    assertThat(model.parts(43 * MB, 20, false)).isZero();
    assertThat(model.parts(512 * MB, 20, false)).isBetween(8, 40);
    assertThat(model.parts(5000 * MB, 20, false)).isEqualTo(40);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 20, 100, 1000})
  void aLargerModelHasHardlyEverFewerParts(int seats) {
    int most = 0;
    for (long parameters = MB; parameters <= 8000 * MB; parameters += parameters / 16 + 1) {
      int parts = model.parts(parameters, seats, false);
      // A slice's last range costs as much as a full one, so the best number jumps a little.
      assertThat(parts).as("%d parameters", parameters).isGreaterThanOrEqualTo(most * 3 / 5);
      most = Math.max(most, parts);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, true", "20, true", "60, true", "1, false", "20, false", "1000, false"})
  void noFunctionGetsMoreThanItsMemory(int seats, boolean allUpdates) {
    for (long parameters = 1; parameters <= 8000 * MB; parameters += parameters / 8 + 1) {
      int parts = model.parts(parameters, seats, allUpdates);
      if (parts == 0) {
        assertThat(12 * parameters).isLessThanOrEqualTo(Memory.usableBytes(512));
      } else {
        long slice = Memory.ceil(parameters, parts);
        assertThat(partBytes(slice, seats, allUpdates))
            .as("%d parameters in %d parts", parameters, parts)
            .isLessThanOrEqualTo(Memory.usableBytes(1024));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 3 * MB, 43 * MB, 512 * MB, 5000 * MB})
  void aRuleThatMustSeeAllUpdatesIsInParts(long parameters) {
    assertThat(model.parts(parameters, 20, true)).isPositive();
  }

  @Test
  void partsOfAnUploadAreLargeEnough() {
    for (long parameters = MB; parameters <= 8000 * MB; parameters += parameters / 16 + 1) {
      int parts = model.parts(parameters, 20, true);
      if (parts > 1) {
        assertThat(4 * parameters / parts).isGreaterThanOrEqualTo(AggregationModel.MIN_PART_BYTES);
      }
    }
  }

  @Test
  void moreUpdatesThanAnyPartCanHoldOrReadAreRefusedWithTheReason() {
    for (int seats : new int[] {5_000, 100_000}) {
      assertThatThrownBy(() -> model.parts(100 * MB, seats, true))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("%,d seats", seats)
          .hasMessageContaining("1024 MB and 900 s");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 5, 10, 43, 512, 3000, 8000})
  void aMedianOfSixteenHundredClientsHasRoomAndTimeWhateverTheModel(long mb) {
    int parts = model.parts(mb * MB, 1_600, true);

    assertThat(parts).isPositive();
    assertThat(partBytes(Memory.ceil(mb * MB, parts), 1_600, true))
        .isLessThanOrEqualTo(Memory.usableBytes(1024));
    assertThat(model.inParts(mb * MB, 1_600, parts, true).partSeconds() / parts)
        .isLessThanOrEqualTo(AggregationModel.MOST_PART_SECONDS);
  }

  @ParameterizedTest
  @CsvSource({"20, true", "255, true", "1000, true", "4096, true", "9000, true", "1000, false"})
  void theFewestPartsHaveRoomAndOneFewerWouldHaveNone(int seats, boolean allUpdates) {
    for (long parameters = 1_000; parameters <= 8000 * MB; parameters += parameters / 8 + 1) {
      long fewest = Memory.deployed().fewestParts(parameters, seats, allUpdates);
      assertThat(partBytes(Memory.ceil(parameters, fewest), seats, allUpdates))
          .isLessThanOrEqualTo(Memory.usableBytes(1024));
      if (fewest > 1) {
        assertThat(partBytes(Memory.ceil(parameters, fewest - 1), seats, allUpdates))
            .isGreaterThan(Memory.usableBytes(1024));
      }
    }
  }

  @Test
  void rangesOfTheModelAreThoseThatPartsRead() {
    Reads reads = Reads.by(Runnable::run);
    for (int seats : new int[] {1, 20, 255, 1_000, 4_096, 10_000}) {
      assertThat(Memory.rangeBytes(seats, true))
          .isBetween(4L * reads.numbersOfEach(seats), 4L * reads.numbersOfEach(seats) + 3);
    }
    assertThat(Memory.rangeBytes(20, false)).isEqualTo(4L * reads.numbers());
  }

  @Test
  void noOtherPathIsBetterThanTheOneThatIsChosen() {
    for (long mb : new long[] {1, 20, 43, 100, 512, 1000, 5000}) {
      int chosen = model.parts(mb * MB, 20, false);
      double best =
          model.objective(
              chosen == 0 ? model.twoLevel(mb * MB, 20) : model.inParts(mb * MB, 20, chosen, false),
              20);
      for (int parts = 1; parts <= AggregationModel.mostParts(mb * MB); parts++) {
        if (parts >= Memory.deployed().fewestParts(mb * MB, 20, false)) {
          assertThat(model.objective(model.inParts(mb * MB, 20, parts, false), 20))
              .as("%d MB in %d parts", mb, parts)
              .isGreaterThanOrEqualTo(best);
        }
      }
    }
  }

  @Test
  void secondsOfTheTwoLevelPathAreTheFormula() {
    Speeds speeds = new Speeds(100, 0, 1, 2);
    // 20 updates of 400 bytes in 2 batches; the master reads 2 sums of 800 and the base, and
    // writes.
    Estimate estimate =
        new TwoLevel(speeds, Memory.deployed()).estimate(new RoundShape(20, 2, 100, 30, false));

    assertThat(estimate.workerSeconds()).isCloseTo((8000 + 1600) / 100.0 + 4, within(1e-9));
    assertThat(estimate.masterSeconds()).isCloseTo((1600 + 800) / 100.0, within(1e-9));
    assertThat(estimate.seconds()).isCloseTo(1 + 2 + 24, within(1e-9));
  }

  @Test
  void secondsOfTheInPartsPathAreTheFormula() {
    Speeds speeds = new Speeds(100, 0, 1, 2);
    // 4 parts of 100 bytes: 20 updates and the base are read, a part is written.
    Estimate estimate = new InParts(speeds, Memory.deployed()).estimate(100, 20, 2, 4, false);

    assertThat(estimate.workerSeconds()).isCloseTo(8000 / 100.0 + 4, within(1e-9));
    assertThat(estimate.partSeconds()).isCloseTo(4 * 22, within(1e-9));
    assertThat(estimate.seconds()).isCloseTo(4 + 3 * 2 + 22, within(1e-9));
  }

  @Test
  void partsBeyondFortyRunInWaves() {
    Speeds speeds = new Speeds(100, 0, 0, 0);
    InParts inParts = new InParts(speeds, Memory.deployed());

    assertThat(inParts.estimate(8000, 1, 1, 40, false).seconds()).isCloseTo(24, within(1e-9));
    assertThat(inParts.estimate(8000, 1, 1, 41, false).seconds())
        .isCloseTo(2 * 3 * 32_000 / 41.0 / 100, within(1e-9));
  }

  @Test
  void dollarsAreThoseOfLambdaAndOfEachRequestToS3() {
    Estimate estimate = model.inParts(512 * MB, 20, 20, false);

    assertThat(estimate.dollars(PRICES))
        .isCloseTo(
            estimate.gbSeconds() * 0.0000133334
                + estimate.invocations() * 0.2e-6
                + (estimate.requests().puts() + estimate.requests().lists()) * 5e-6
                + estimate.requests().gets() * 0.4e-6,
            within(1e-12));
  }

  /**
   * Bytes that a part function holds: of its whole slice the new parameters in F32 and the server
   * optimizer's vector in F64; of one stride what the rule makes of it in F64, the reads in flight,
   * and every update's numbers where a rule must see them together.
   */
  private static long partBytes(long slice, int seats, boolean allUpdates) {
    long stride = Math.min(slice, Memory.rangeBytes(seats, allUpdates) / Float.BYTES);
    long updates = (long) Memory.READS_IN_FLIGHT + (allUpdates ? seats : 0);
    return slice * (Float.BYTES + Double.BYTES) + stride * (Double.BYTES + Float.BYTES * updates);
  }
}
