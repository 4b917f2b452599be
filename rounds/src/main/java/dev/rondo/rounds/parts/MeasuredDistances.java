package dev.rondo.rounds.parts;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.parts.ReadAhead.Step;
import dev.rondo.rounds.rule.MultiKrum;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Measures how far apart updates are on a slice: all updates side by side, a stride at a time. */
final class MeasuredDistances {

  private final ObjectStore store;
  private final Plan plan;
  private final Reads reads;

  MeasuredDistances(ObjectStore store, Plan plan, Reads reads) {
    this.store = store;
    this.plan = plan;
    this.reads = reads;
  }

  /** Squared distances between these updates on this slice, in their order. */
  double[][] measure(ModelPart slice, List<Contributor> candidates) {
    double[][] distances = new double[candidates.size()][candidates.size()];
    Combiner.SideBySide rows =
        new Combiner.SideBySide(
            candidates,
            Math.min(slice.length(), reads.numbersOfEach(candidates.size())),
            (all, length, out) -> MultiKrum.addDistances(all, length, distances));
    UpdateFiles files = new UpdateFiles(plan);
    int strides = (slice.length() + rows.most() - 1) / rows.most();
    new ReadAhead(store, reads, Float.BYTES * rows.most())
        .run(
            IntStream.range(0, strides)
                .boxed()
                .flatMap(n -> stride(slice, candidates, rows, files, n).stream())
                .iterator());
    return distances;
  }

  private static List<Step> stride(
      ModelPart slice,
      List<Contributor> candidates,
      Combiner.SideBySide rows,
      UpdateFiles files,
      int number) {
    int from = slice.from() + number * rows.most();
    int length = Math.min(rows.most(), slice.to() - from);
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      int update = i;
      steps.add(
          new Step(
              files.range(candidates.get(i), from, from + length),
              bytes -> {
                rows.add(update, bytes, length);
                if (update == candidates.size() - 1) {
                  rows.finish(length);
                }
              }));
    }
    return steps;
  }
}
