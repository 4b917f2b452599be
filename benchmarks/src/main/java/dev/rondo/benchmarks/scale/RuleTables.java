package dev.rondo.benchmarks.scale;

import dev.rondo.benchmarks.scale.ScaleTables.Table;
import dev.rondo.protocol.round.AggregationRule;
import dev.rondo.rounds.rule.PairDistances;
import dev.rondo.rounds.scale.AggregationModel;
import dev.rondo.rounds.scale.Division;
import dev.rondo.rounds.scale.RoundSize;
import dev.rondo.rounds.scale.StepLoad;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** How many seats fit for which rule, and what the steps of multi-Krum take. */
final class RuleTables {

  private static final AggregationModel MODEL = AggregationModel.standard();
  private static final int TENSORS = 20;

  private static final String SLICE = "FoldPart, a distance slice";
  private static final String CHOICE = "Aggregate, multi-Krum's choice";

  private RuleTables() {}

  /** The most seats of a round. */
  static Table seats() {
    return new Table(
        List.of(
            "seats at most", "`weighted`, `unweighted`", "`median`, `trimmed:SHARE`", "`krum:F`"),
        List.of(
            seats("0.8 MB", 199_210),
            seats("5.2 MB", 1_300_000),
            seats("10 MB", 2_500_000),
            seats("43 MB", 10_750_000),
            seats("512 MB", 128_000_000),
            seats("2.95 GB", 737_500_000),
            seats("5 GB", 1_250_000_000)));
  }

  private static List<String> seats(String name, long parameters) {
    return List.of(
        name,
        mostSeats(parameters, AggregationRule.WEIGHTED),
        mostSeats(parameters, AggregationRule.MEDIAN),
        mostSeats(parameters, AggregationRule.multiKrum(2)));
  }

  private static String mostSeats(long parameters, AggregationRule rule) {
    return text("%,d", MODEL.mostSeats(new RoundSize(parameters, TENSORS, 1, rule)));
  }

  /** The distances of multi-Krum. */
  static Table multiKrum() {
    return new Table(
        List.of(
            "multi-Krum",
            "distance slices",
            "differences of one",
            "seconds of one (limit 800)",
            "MB of its heap (limit 804)",
            "MB of its file",
            "seconds of the choice (limit 800)",
            "seconds of the pass"),
        List.of(
            multiKrum("5.2 MB x 100", 1_300_000, 100),
            multiKrum("5.2 MB x 1,000", 1_300_000, 1_000),
            multiKrum("512 MB x 100", 128_000_000, 100),
            multiKrum("512 MB x 1,000", 128_000_000, 1_000)));
  }

  private static List<String> multiKrum(String name, long parameters, int seats) {
    RoundSize size = new RoundSize(parameters, TENSORS, seats, AggregationRule.multiKrum(2));
    Division division = MODEL.divide(size);
    Map<String, StepLoad> steps =
        MODEL.steps(size, division).stream().collect(Collectors.toMap(StepLoad::step, s -> s));
    StepLoad slice = Objects.requireNonNull(steps.get(SLICE));
    StepLoad choice = Objects.requireNonNull(steps.get(CHOICE));
    int slices = division.distanceSlices();
    double pairs = PairDistances.pairs(seats);
    int waves = (slices + AggregationModel.MAP_CONCURRENCY - 1) / AggregationModel.MAP_CONCURRENCY;
    return List.of(
        name,
        Integer.toString(slices),
        text("%,.0f G", pairs * parameters / slices / 1e9),
        text("%.0f", slice.seconds()),
        text("%.0f", slice.bytes() / (1 << 20)),
        text("%.2f", 8 * pairs / 1e6),
        text("%.1f", choice.seconds()),
        text("%,.0f", waves * slice.seconds() + choice.seconds()));
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
