package dev.rondo.rounds.parts;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.parts.ReadAhead.Step;
import dev.rondo.rounds.rule.MultiKrum;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Measures distances between updates on a model part: all updates side by side, one stride at a
 * time.
 */
final class MeasuredDistances {

  private final ObjectStore store;
  private final Plan plan;
  private final Reads reads;

  MeasuredDistances(ObjectStore store, Plan plan, Reads reads) {
    this.store = store;
    this.plan = plan;
    this.reads = reads;
  }

  /** Squared distances between these updates on this part, in their order. */
  double[][] measure(ModelPart part, List<Contributor> candidates) {
    double[][] distances = new double[candidates.size()][candidates.size()];
    Combiner.SideBySide rows =
        new Combiner.SideBySide(
            candidates,
            Math.min(part.length(), reads.numbersOfEach(candidates.size())),
            (all, length, out) -> MultiKrum.addDistances(all, length, distances));
    UpdateFiles files = new UpdateFiles(plan);
    int strides = (part.length() + rows.most() - 1) / rows.most();
    new ReadAhead(store, reads, Float.BYTES * rows.most())
        .run(
            IntStream.range(0, strides)
                .boxed()
                .flatMap(n -> stride(part, candidates, rows, files, n).stream())
                .iterator());
    return distances;
  }

  private static List<Step> stride(
      ModelPart part,
      List<Contributor> candidates,
      Combiner.SideBySide rows,
      UpdateFiles files,
      int number) {
    int from = part.from() + number * rows.most();
    int length = Math.min(rows.most(), part.to() - from);
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
