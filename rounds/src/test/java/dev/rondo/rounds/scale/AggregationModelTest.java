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
  void smallModelsTakeTheTwoLevelPathAndLargeOnesAreSharded() {
    assertThat(model.shards(199_210, 100, false)).isZero();
    assertThat(model.shards(43 * MB, 20, false)).isZero();
    assertThat(model.shards(512 * MB, 20, false)).isBetween(8, 40);
    assertThat(model.shards(5000 * MB, 20, false)).isEqualTo(40);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 20, 100, 1000})
  void aLargerModelHasHardlyEverFewerShards(int seats) {
    int most = 0;
    for (long parameters = MB; parameters <= 8000 * MB; parameters += parameters / 16 + 1) {
      int shards = model.shards(parameters, seats, false);
      // A slice's last range costs as much as a full one, so the best number jumps a little.
      assertThat(shards).as("%d parameters", parameters).isGreaterThanOrEqualTo(most * 3 / 5);
      most = Math.max(most, shards);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, true", "20, true", "60, true", "1, false", "20, false", "1000, false"})
  void noFunctionGetsMoreThanItsMemory(int seats, boolean allUpdates) {
    for (long parameters = 1; parameters <= 8000 * MB; parameters += parameters / 8 + 1) {
      int shards = model.shards(parameters, seats, allUpdates);
      if (shards == 0) {
        assertThat(12 * parameters).isLessThanOrEqualTo(Memory.usableBytes(512));
      } else {
        long slice = Memory.ceil(parameters, shards);
        assertThat(Memory.shardBytes(slice, seats, allUpdates))
            .as("%d parameters in %d shards", parameters, shards)
            .isLessThanOrEqualTo(Memory.usableBytes(1024));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 3 * MB, 43 * MB, 512 * MB, 5000 * MB})
  void aRuleThatMustSeeAllUpdatesIsSharded(long parameters) {
    assertThat(model.shards(parameters, 20, true)).isPositive();
  }

  @Test
  void partsOfAnUploadAreLargeEnough() {
    for (long parameters = MB; parameters <= 8000 * MB; parameters += parameters / 16 + 1) {
      int shards = model.shards(parameters, 20, true);
      if (shards > 1) {
        assertThat(4 * parameters / shards).isGreaterThanOrEqualTo(AggregationModel.MIN_PART_BYTES);
      }
    }
  }

  @Test
  void moreUpdatesThanAnyShardCanHoldOrReadAreRefusedWithTheReason() {
    for (int seats : new int[] {5_000, 100_000}) {
      assertThatThrownBy(() -> model.shards(100 * MB, seats, true))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("%,d seats", seats)
          .hasMessageContaining("1024 MB and 900 s");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 5, 10, 43, 512, 3000, 8000})
  void aMedianOfSixteenHundredClientsHasRoomAndTimeWhateverTheModel(long mb) {
    int shards = model.shards(mb * MB, 1_600, true);

    assertThat(shards).isPositive();
    assertThat(Memory.shardBytes(Memory.ceil(mb * MB, shards), 1_600, true))
        .isLessThanOrEqualTo(Memory.usableBytes(1024));
    assertThat(model.sharded(mb * MB, 1_600, shards, true).shardSeconds() / shards)
        .isLessThanOrEqualTo(AggregationModel.MOST_SHARD_SECONDS);
  }

  @ParameterizedTest
  @CsvSource({"20, true", "255, true", "1000, true", "4096, true", "9000, true", "1000, false"})
  void theFewestShardsHaveRoomAndOneFewerWouldHaveNone(int seats, boolean allUpdates) {
    for (long parameters = 1_000; parameters <= 8000 * MB; parameters += parameters / 8 + 1) {
      long fewest = Memory.deployed().fewestShards(parameters, seats, allUpdates);
      assertThat(Memory.shardBytes(Memory.ceil(parameters, fewest), seats, allUpdates))
          .isLessThanOrEqualTo(Memory.usableBytes(1024));
      if (fewest > 1) {
        assertThat(Memory.shardBytes(Memory.ceil(parameters, fewest - 1), seats, allUpdates))
            .isGreaterThan(Memory.usableBytes(1024));
      }
    }
  }

  @Test
  void rangesOfTheModelAreThoseThatShardsRead() {
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
      int chosen = model.shards(mb * MB, 20, false);
      double best =
          model.objective(
              chosen == 0 ? model.twoLevel(mb * MB, 20) : model.sharded(mb * MB, 20, chosen, false),
              20);
      for (int shards = 1; shards <= AggregationModel.mostShards(mb * MB); shards++) {
        if (shards >= Memory.deployed().fewestShards(mb * MB, 20, false)) {
          assertThat(model.objective(model.sharded(mb * MB, 20, shards, false), 20))
              .as("%d MB in %d shards", mb, shards)
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
  void secondsOfTheShardedPathAreTheFormula() {
    Speeds speeds = new Speeds(100, 0, 1, 2);
    // 4 shards of 100 bytes: 20 updates and the base are read, a part is written.
    Estimate estimate = new InParts(speeds, Memory.deployed()).estimate(100, 20, 2, 4, false);

    assertThat(estimate.workerSeconds()).isCloseTo(8000 / 100.0 + 4, within(1e-9));
    assertThat(estimate.shardSeconds()).isCloseTo(4 * 22, within(1e-9));
    assertThat(estimate.seconds()).isCloseTo(4 + 3 * 2 + 22, within(1e-9));
  }

  @Test
  void shardsBeyondFortyRunInWaves() {
    Speeds speeds = new Speeds(100, 0, 0, 0);
    InParts sharded = new InParts(speeds, Memory.deployed());

    assertThat(sharded.estimate(8000, 1, 1, 40, false).seconds()).isCloseTo(24, within(1e-9));
    assertThat(sharded.estimate(8000, 1, 1, 41, false).seconds())
        .isCloseTo(2 * 3 * 32_000 / 41.0 / 100, within(1e-9));
  }

  @Test
  void dollarsAreThoseOfLambdaAndOfEachRequestToS3() {
    Estimate estimate = model.sharded(512 * MB, 20, 20, false);

    assertThat(estimate.dollars(PRICES))
        .isCloseTo(
            estimate.gbSeconds() * 0.0000133334
                + estimate.invocations() * 0.2e-6
                + (estimate.requests().puts() + estimate.requests().lists()) * 5e-6
                + estimate.requests().gets() * 0.4e-6,
            within(1e-12));
  }
}
