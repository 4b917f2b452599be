package dev.rondo.rounds.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.round.AggregationRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Jobs from one number to 5 GB and from 2 to 100,000 seats, by all rules: what is admitted has all
 * of its steps within their limits, and what is refused gets the most seats that fit.
 */
class AdmittedRoundsTest {

  private static final long[] PARAMETERS = {
    1,
    199_210,
    1_300_000,
    2_500_000,
    10_750_000,
    22_000_000,
    128_000_000,
    737_500_000,
    1_250_000_000
  };
  private static final int[] TENSORS = {1, 20, 400};
  private static final int[] SEATS = {2, 3, 20, 100, 1_000, 1_001, 10_000, 50_000, 100_000};
  private static final String[] RULES = {
    "weighted", "unweighted", "median", "trimmed:0.1", "krum:2"
  };

  /** Beyond this no function can evaluate a model. */
  private static final long MOST_EVALUATED = 875_000_000;

  private final AggregationModel model = AggregationModel.standard();

  /** A job of each kind, with one seat, as far as its evaluation fits. */
  static List<RoundSize> jobs() {
    List<RoundSize> jobs = new ArrayList<>();
    for (String rule : RULES) {
      for (int tensors : TENSORS) {
        for (long parameters : PARAMETERS) {
          RoundSize job =
              new RoundSize(parameters, tensors, 1, AggregationRule.parse(rule).orElseThrow());
          jobs.add(job);
          if (parameters < MOST_EVALUATED) {
            jobs.add(new RoundSize(parameters, tensors, 1, job.rule(), true));
          }
        }
      }
    }
    return jobs;
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void whatIsAdmittedHasAllItsStepsWithinTheirLimitsAndTheMostSeatsAreExact(RoundSize job) {
    int most = model.mostSeats(job);
    for (int seats : SEATS) {
      check(job.withSeats(seats), most);
    }
    check(job.withSeats(most), most);
    if (most < RoundLimits.MAX_SEATS) {
      check(job.withSeats(most + 1), most);
    }
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void fewerSeatsThanTheMostFitAndMoreDoNot(RoundSize job) {
    int most = model.mostSeats(job);
    for (int twentieth = 1; twentieth <= 20; twentieth++) {
      int seats = RoundLimits.MAX_SEATS / 20 * twentieth;
      check(job.withSeats(seats), most);
      check(job.withSeats(Math.max(1, (int) ((long) most * twentieth / 20))), most);
    }
  }

  @Test
  void aModelThatNoFunctionCouldEvaluateIsRefusedWithTheSettingThatHelps() {
    RoundSize size =
        new RoundSize(MOST_EVALUATED + 1_000_000, 20, 20, AggregationRule.WEIGHTED, true);

    assertThatThrownBy(() -> model.divide(size))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot evaluate a model of 876,000,000 parameters: its function would need 10,246 MB,"
                + " and Lambda has at most 10,240 MB. Set evaluate_every: 0, or use a smaller"
                + " model.");
    assertThat(model.divide(size.withoutEvaluation()).parts()).isPositive();
  }

  private void check(RoundSize size, int most) {
    if (size.seats() > most) {
      assertThatThrownBy(() -> model.divide(size))
          .as("%s, at most %s seats", size, most)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("At most %,d seats fit", most);
      return;
    }
    Division division = model.divide(size);
    List<StepLoad> steps = model.steps(size, division);
    assertThat(steps).extracting(StepLoad::step).isEqualTo(names(size, division));
    assertThat(steps)
        .as("%s in %s", size, division)
        .allMatch(step -> step.seconds() > 0 && step.seconds() <= step.mostSeconds())
        .allMatch(step -> step.bytes() > 0 && step.bytes() <= step.mostBytes())
        .allMatch(step -> step.documentBytes() > 0 && step.documentBytes() <= 64 << 20);
  }

  /** The steps in the order of a round; those of a whole model by batches, then one by one. */
  private List<String> names(RoundSize size, Division division) {
    List<String> names =
        new ArrayList<>(List.of("OpenRound", "AwaitQuorum", "FoldUpdates, one update"));
    if (division.parts() > 0) {
      names.add("Aggregate, model in parts");
      names.add("FoldPart, a model part");
    } else {
      addWhole(names, size, Workers.batches(size));
      addWhole(names, size, size.seats());
    }
    if (size.comparesPairs()) {
      names.add("FoldPart, a distance slice");
      names.add("Aggregate, multi-Krum's choice");
    }
    if (size.evaluated()) {
      names.add("Evaluate");
    }
    names.add("CloseRound");
    return names;
  }

  private void addWhole(List<String> names, RoundSize size, int batches) {
    names.add("Aggregate, whole model");
    int singles = batches == size.seats() ? batches : Math.max(0, 2 * batches - size.seats());
    if (model.groups(size.parameters(), size.seats(), batches - singles, singles) > 0) {
      names.add("FoldPart, a group");
    }
  }

  @Test
  void everyStepOfARoundIsInSomeRoundOfTheTable() {
    Set<String> steps =
        jobs().stream()
            .map(job -> job.withSeats(Math.max(1, Math.min(1_000, model.mostSeats(job)))))
            .flatMap(size -> model.steps(size, model.divide(size)).stream())
            .map(StepLoad::step)
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(steps)
        .containsExactly(
            "Aggregate, model in parts",
            "Aggregate, multi-Krum's choice",
            "Aggregate, whole model",
            "AwaitQuorum",
            "CloseRound",
            "Evaluate",
            "FoldPart, a distance slice",
            "FoldPart, a group",
            "FoldPart, a model part",
            "FoldUpdates, one update",
            "OpenRound");
  }
}
