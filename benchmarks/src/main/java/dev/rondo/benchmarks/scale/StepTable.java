package dev.rondo.benchmarks.scale;

import dev.rondo.benchmarks.scale.ScaleTables.Table;
import dev.rondo.protocol.round.AggregationRule;
import dev.rondo.rounds.scale.AggregationModel;
import dev.rondo.rounds.scale.RoundSize;
import dev.rondo.rounds.scale.StepLoad;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the heaviest invocation of each step takes in some rounds, and what it may take. */
final class StepTable {

  private static final AggregationModel MODEL = AggregationModel.standard();
  private static final int TENSORS = 20;

  /** The steps in the order of a round, with those of each path. */
  private static final List<String> STEPS =
      List.of(
          "OpenRound",
          "AwaitQuorum",
          "FoldUpdates, one update",
          "Aggregate, whole model",
          "FoldPart, a group",
          "Aggregate, model in parts",
          "FoldPart, a distance slice",
          "Aggregate, multi-Krum's choice",
          "FoldPart, a model part",
          "Evaluate",
          "CloseRound");

  private StepTable() {}

  static Table of() {
    Map<String, RoundSize> rounds = new LinkedHashMap<>();
    rounds.put("0.8 MB x 100,000", size(199_210, 100_000, AggregationRule.WEIGHTED, true));
    rounds.put("43 MB x 1,000", size(10_750_000, 1_000, AggregationRule.WEIGHTED, true));
    rounds.put(
        "512 MB x 1,000, krum:2", size(128_000_000, 1_000, AggregationRule.multiKrum(2), true));
    rounds.put("5 GB x 1,000, median", size(1_250_000_000, 1_000, AggregationRule.MEDIAN, false));
    Map<String, Map<String, StepLoad>> loads = new LinkedHashMap<>();
    rounds.forEach((name, size) -> loads.put(name, heaviest(size)));
    List<String> heads = new ArrayList<>(List.of("heaviest invocation of", "at most"));
    heads.addAll(rounds.keySet());
    List<List<String>> rows = new ArrayList<>();
    for (String step : STEPS) {
      List<String> row = new ArrayList<>(List.of(step, ""));
      for (Map<String, StepLoad> round : loads.values()) {
        StepLoad load = round.get(step);
        row.add(load == null ? "" : text(load.seconds(), load.bytes()));
        if (load != null) {
          row.set(1, text(load.mostSeconds(), load.mostBytes()));
        }
      }
      rows.add(row);
    }
    return new Table(heads, rows);
  }

  private static RoundSize size(
      long parameters, int seats, AggregationRule rule, boolean evaluated) {
    return new RoundSize(parameters, TENSORS, seats, rule, evaluated);
  }

  /** The steps of a round; of a step with updates in batches and one by one, the slower one. */
  private static Map<String, StepLoad> heaviest(RoundSize size) {
    Map<String, StepLoad> loads = new LinkedHashMap<>();
    for (StepLoad load : MODEL.steps(size, MODEL.divide(size))) {
      loads.merge(load.step(), load, (one, two) -> one.seconds() > two.seconds() ? one : two);
    }
    return loads;
  }

  private static String text(double seconds, double bytes) {
    return String.format(Locale.ROOT, "%,.0f s, %,.0f MB", seconds, bytes / (1 << 20));
  }
}
