package dev.rondo.rounds.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.round.AggregationRule;
import dev.rondo.rounds.cost.Prices;
import dev.rondo.rounds.cost.Protection;
import dev.rondo.rounds.cost.RoundShape;
import dev.rondo.rounds.parts.Reads;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AggregationModelTest {

  private static final long MB = 250_000; // Parameters.
  private static final Prices PRICES = Prices.usEast1();

  private static final Processor FAST = new Processor(1e12, 1e12, 1e12, 1e12);

  private final AggregationModel model = AggregationModel.standard();

  private static RoundSize size(long parameters, int seats, String rule) {
    return new RoundSize(parameters, 100, seats, AggregationRule.parse(rule).orElseThrow());
  }

  private int parts(long parameters, int seats) {
    return model.divide(size(parameters, seats, "weighted")).parts();
  }

  @Test
  void smallModelsTakeTheTwoLevelPathAndLargeOnesAreInParts() {
    assertThat(parts(199_210, 100)).isZero();
    assertThat(parts(43 * MB, 20)).isZero();
    assertThat(parts(512 * MB, 20)).isBetween(8, 40);
    assertThat(parts(5000 * MB, 20)).isEqualTo(40);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 20, 100, 1000})
  void aLargerModelHasHardlyEverFewerParts(int seats) {
    int most = 0;
    for (long parameters = MB; parameters <= 8000 * MB; parameters += parameters / 16 + 1) {
      int parts = parts(parameters, seats);
      // A slice's last range costs as much as a full one, so the best number jumps a little.
      assertThat(parts).as("%d parameters", parameters).isGreaterThanOrEqualTo(most * 3 / 5);
      most = Math.max(most, parts);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, weighted",
    "20, weighted",
    "1000, weighted",
    "3, median",
    "60, median",
    "900, trimmed:0.1",
  })
  void noFunctionGetsMoreThanItsMemory(int seats, String rule) {
    for (long parameters = 1; parameters <= 8000 * MB; parameters += parameters / 8 + 1) {
      RoundSize size = size(parameters, seats, rule);
      int parts = model.divide(size).parts();
      if (parts == 0) {
        assertThat(12 * parameters).isLessThanOrEqualTo(Memory.usableBytes(512));
      } else {
        long slice = Memory.ceil(parameters, parts);
        assertThat(partBytes(slice, seats, size.isSideBySide()))
            .as("%d parameters in %d parts", parameters, parts)
            .isLessThanOrEqualTo(Memory.usableBytes(1024));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 3 * MB, 43 * MB, 512 * MB, 5000 * MB})
  void aRuleThatIsNoMeanIsInParts(long parameters) {
    for (String rule : List.of("median", "trimmed:0.2", "krum:1")) {
      assertThat(model.divide(size(parameters, 20, rule)).parts()).isPositive();
    }
  }

  @Test
  void onlyMultiKrumHasDistanceSlicesAndTheyAreFinerThanPartsOfAnUploadCanBe() {
    assertThat(model.divide(size(MB, 1000, "median")).distanceSlices()).isZero();
    assertThat(model.divide(size(MB, 1000, "weighted")).distanceSlices()).isZero();

    // 1.3 M parameters are one part of an upload, and half a second of CPU for each thousand pairs.
    Division division = model.divide(size(1_300_000, 1000, "krum:2"));
    assertThat(division.parts()).isEqualTo(1);
    assertThat(division.distanceSlices()).isGreaterThanOrEqualTo(40);
  }

  @Test
  void partsOfAnUploadAreLargeEnough() {
    for (long parameters = MB; parameters <= 8000 * MB; parameters += parameters / 16 + 1) {
      int parts = model.divide(size(parameters, 20, "median")).parts();
      if (parts > 1) {
        assertThat(4 * parameters / parts).isGreaterThanOrEqualTo(AggregationModel.MIN_PART_BYTES);
      }
    }
  }

  /** The steps of a round of 128 million parameters and a thousand seats, each by itself. */
  @Test
  void multiKrumOfAThousandClientsAndALargeModelIsWithinEachLimit() {
    RoundSize size = new RoundSize(128_000_000, 400, 1000, AggregationRule.multiKrum(100));
    Division division = model.divide(size);

    // 499,500 pairs x 128 M numbers, at 800 M differences a second of a vCPU, of which a function
    // of 1,024 MB has 0.58.
    double differences = 499_500.0 * 128e6 / division.distanceSlices();
    assertThat(differences / (800e6 * 1024 / 1769)).isLessThan(800);
    assertThat(division.distanceSlices()).isBetween(184, 1000);
    List<StepLoad> steps = model.steps(size, division);
    assertThat(steps)
        .extracting(StepLoad::step)
        .containsExactly(
            "OpenRound",
            "AwaitQuorum",
            "FoldUpdates, one update",
            "Aggregate, model in parts",
            "FoldPart, a model part",
            "FoldPart, a distance slice",
            "Aggregate, multi-Krum's choice",
            "CloseRound");
    for (StepLoad step : steps) {
      assertThat(step.seconds()).as(step.step()).isLessThanOrEqualTo(step.mostSeconds());
      assertThat(step.bytes()).as(step.step()).isLessThanOrEqualTo(step.mostBytes());
      assertThat(step.documentBytes()).as(step.step()).isLessThanOrEqualTo(64 << 20);
    }
  }

  /** Whatever the model admits has every invocation within its limits; else it names a number. */
  @Property(tries = 300)
  void whatIsAdmittedIsWithinEachLimitAndWhatIsRefusedGetsANumberThatFits(
      @ForAll @DoubleRange(min = 0, max = 9.3) double parametersLog,
      @ForAll @DoubleRange(min = 0, max = 5) double seatsLog,
      @ForAll @IntRange(min = 1, max = 3000) int tensors,
      @ForAll("rules") AggregationRule rule) {
    long parameters = Math.round(Math.pow(10, parametersLog));
    int seats = (int) Math.round(Math.pow(10, seatsLog));
    RoundSize size = new RoundSize(parameters, tensors, seats, rule);
    AggregationModel standard = AggregationModel.standard();
    try {
      Division division = standard.divide(size);
      assertThat(standard.steps(size, division)).allMatch(StepLoad::fits);
      assertThat(division.parts()).isLessThanOrEqualTo(AggregationModel.MAX_PARTS);
      assertThat(division.distanceSlices()).isLessThanOrEqualTo(AggregationModel.MAX_PARTS);
      assertThat(division.distanceSlices() > 0).isEqualTo(size.comparesPairs());
    } catch (InvalidInputException refused) {
      int most = standard.mostSeats(size);
      assertThat(most).isLessThan(seats);
      if (most >= rule.leastUpdates()) {
        assertThat(refused).hasMessageContaining("At most %,d seats fit", most);
        standard.divide(size.withSeats(most)); // Does not throw.
      } else {
        assertThat(refused).hasMessageContaining("No valid number of seats");
      }
    }
  }

  @Provide
  Arbitrary<AggregationRule> rules() {
    return Arbitraries.of("weighted", "unweighted", "median", "trimmed:0.1", "krum:2")
        .map(text -> AggregationRule.parse(text).orElseThrow());
  }

  @Test
  void moreUpdatesThanFitAreRefusedWithTheNumberThatWouldFit() {
    for (String rule : List.of("median", "krum:2")) {
      for (int seats : new int[] {12_000, 100_000}) {
        RoundSize size = size(128_000_000, seats, rule);
        assertThatThrownBy(() -> model.divide(size))
            .isInstanceOf(InvalidInputException.class)
            .hasMessageContaining("Cannot aggregate a model of 128,000,000 parameters")
            .hasMessageContaining("%,d seats and %s", seats, rule)
            .hasMessageContaining("1024 MB, its 900 s")
            .hasMessageContaining("At most %,d seats fit", model.mostSeats(size));
      }
    }
  }

  @Test
  void aModelThatNoWorkerHasTheMemoryOrTimeForIsRefusedForAnyNumberOfSeats() {
    Memory memory = Memory.deployed();
    Speeds slow = new Speeds(1e6, 0.03, 0.05, 0.05);
    AggregationModel slowly = new AggregationModel(slow, memory, Processor.lambda(), PRICES);

    assertThatThrownBy(() -> slowly.divide(size(128_000_000, 20, "median")))
        .hasMessageContaining("No valid number of seats for median fits")
        .hasMessageContaining("smaller model");
  }

  @Test
  void sizesThatDocumentsNameFit() {
    for (long mb : new long[] {1, 10, 43, 512, 3000, 8000}) {
      assertThat(model.mostSeats(size(mb * MB, 1, "median"))).isGreaterThanOrEqualTo(1_000);
    }
    assertThat(model.mostSeats(size(128_000_000, 1, "krum:2"))).isGreaterThanOrEqualTo(1_000);
    assertThat(model.mostSeats(size(199_210, 1, "weighted"))).isEqualTo(RoundLimits.MAX_SEATS);
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
      RoundSize size = size(mb * MB, 20, "weighted");
      int chosen = model.divide(size).parts();
      double best =
          model.objective(
              chosen == 0 ? model.twoLevel(mb * MB, 20) : model.inParts(size, chosen), 20);
      for (int parts = 1; parts <= AggregationModel.mostParts(mb * MB); parts++) {
        if (model.fits(size, Division.of(parts))) {
          assertThat(model.objective(model.inParts(size, parts), 20))
              .as("%d MB in %d parts", mb, parts)
              .isGreaterThanOrEqualTo(best);
        }
      }
    }
  }

  @Test
  void theNumberOfDistanceSlicesIsTheOneWithTheLeastCostAmongThoseInTime() {
    Distances distances = new Distances(Speeds.lambda(), Memory.deployed(), Processor.lambda());
    for (RoundSize size :
        List.of(size(1_300_000, 1000, "krum:2"), size(128_000_000, 50, "krum:2"))) {
      int chosen = model.divide(size).distanceSlices();
      for (int slices = 1; slices <= 1000; slices++) {
        if (distances.sliceSeconds(size, slices) <= 780) {
          assertThat(distances.objective(size, slices, PRICES))
              .as("%s in %d slices", size, slices)
              .isGreaterThanOrEqualTo(distances.objective(size, chosen, PRICES));
        }
      }
    }
  }

  @Test
  void secondsOfADistanceSliceAreTheFormula() {
    // 10 updates of 400 bytes in 4 slices: 1,000 bytes are read, 45 pairs of 25 numbers are
    // compared by a function with half a vCPU, and 360 bytes are written.
    Distances distances =
        new Distances(
            new Speeds(100, 0, 1, 2), new Memory(512, 512, 1769 / 2), new Processor(1, 25, 1, 1));

    assertThat(distances.sliceSeconds(size(100, 10, "krum:1"), 4))
        .isCloseTo(10 + 45 * 25 / (25 * 884 / 1769.0) + 3.6, within(1e-9));
    assertThat(distances.sliceBytes(size(100, 10, "krum:1"), 4))
        .isEqualTo(25 * (8 + 4 * (4 + 10)) + 8 * 45);
  }

  /** A median of eight sorts 100 numbers by 8 x (9 / 4 + 1) comparisons each, after the reading. */
  @Test
  void secondsOfARuleThatSortsAreReadingAndThenSorting() {
    Speeds speeds = new Speeds(100, 0, 1, 2);
    InParts inParts = new InParts(speeds, Memory.deployed(), new Processor(1e9, 1e9, 1000, 1));

    assertThat(inParts.estimate(size(100, 8, "median"), 1, 1).partSeconds())
        .isCloseTo(40 + 100 * 8 * 3.25 / (1000 * 1024 / 1769.0), within(1e-9));
  }

  @Test
  void noiseOfAWholeModelIsDrawnOnceMoreForEachBuffer() {
    RoundSize plain = size(7_000_000, 20, "unweighted");
    double without = master(plain);

    // A megabyte of memory has the share 1 / 1,769 of a vCPU, which draws 7 million numbers.
    double pass = 1769 / 1024.0;
    assertThat(master(plain.with(Protection.GAUSSIAN, 0)) - without).isBetween(pass, pass + 0.2);
    double moved = 2 * 3 * 28e6 / 75e6;
    assertThat(master(plain.with(Protection.blt(2), 0)) - without)
        .isBetween(3 * pass + moved, 3 * pass + moved + 0.3);
  }

  private double master(RoundSize size) {
    return model.steps(size, Division.of(0)).stream()
        .filter(step -> step.step().equals("Aggregate, whole model"))
        .mapToDouble(StepLoad::seconds)
        .max()
        .orElseThrow();
  }

  @Test
  void noiseOfAPartIsDrawnOnce() {
    Speeds speeds = new Speeds(100, 0, 1, 2);
    InParts inParts = new InParts(speeds, Memory.deployed(), new Processor(1e9, 1e9, 1e9, 1000));
    RoundSize plain = size(100, 8, "unweighted");

    assertThat(inParts.estimate(plain.with(Protection.GAUSSIAN, 0), 1, 1).partSeconds())
        .isCloseTo(40 + 100 / (1000 * 1024 / 1769.0), within(1e-9));
    // Two buffers of 800 bytes are read and written.
    assertThat(inParts.estimate(plain.with(Protection.blt(2), 0), 1, 1).partSeconds())
        .isCloseTo(40 + 32 + 100 / (1000 * 1024 / 1769.0), within(1e-9));
    assertThat(inParts.estimate(plain.with(Protection.MASKS, 0), 1, 1).partSeconds())
        .isCloseTo(40 + 4, within(1e-9));
  }

  @Test
  void aJobHasNoMoreParticipantsThanADocumentHoldsAndAWorkerHasRoomFor() {
    RoundSize job = size(199_210, 1000, "unweighted").with(Protection.GAUSSIAN, 100_000);

    assertThat(model.fits(job, Division.of(0))).isTrue();
    assertThat(model.fits(job.with(Protection.GAUSSIAN, 300_000), Division.of(0))).isFalse();
    assertThat(model.fits(job.with(Protection.NONE, 300_000), Division.of(0))).isTrue();
    assertThat(model.fits(job.with(Protection.MASKS, 300_000), Division.of(0))).isTrue();
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
    Estimate estimate =
        new InParts(speeds, Memory.deployed(), FAST).estimate(size(100, 20, "weighted"), 2, 4);

    assertThat(estimate.workerSeconds()).isCloseTo(8000 / 100.0 + 4, within(1e-9));
    assertThat(estimate.partSeconds()).isCloseTo(4 * 22, within(1e-9));
    assertThat(estimate.seconds()).isCloseTo(4 + 3 * 2 + 22, within(1e-9));
  }

  @Test
  void partsBeyondFortyRunInWaves() {
    Speeds speeds = new Speeds(100, 0, 0, 0);
    InParts inParts = new InParts(speeds, Memory.deployed(), FAST);
    RoundSize size = size(8000, 1, "weighted");

    assertThat(inParts.estimate(size, 1, 40).seconds()).isCloseTo(24, within(1e-9));
    assertThat(inParts.estimate(size, 1, 41).seconds())
        .isCloseTo(2 * 3 * 32_000 / 41.0 / 100, within(1e-9));
  }

  @Test
  void dollarsAreThoseOfLambdaAndOfEachRequestToS3() {
    Estimate estimate = model.inParts(size(512 * MB, 20, "weighted"), 20);

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
