package dev.rondo.rounds.parts;

import dev.rondo.protocol.model.ModelLayout.Stretch;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.parts.ReadAhead.Step;
import dev.rondo.rounds.rule.PairDistances;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Measures distances between updates on a distance slice: all updates side by side, one stride at a
 * time.
 */
public final class SliceDistances {

  private final ObjectStore store;
  private final Plan plan;
  private final Reads reads;
  private final int threads;

  /**
   * @param threads that compute; the result is the same
   */
  public SliceDistances(ObjectStore store, Plan plan, Reads reads, int threads) {
    this.store = store;
    this.plan = plan;
    this.reads = reads;
    this.threads = threads;
  }

  /** Measures the distances between these updates on a slice, and stores them once. */
  public void write(ModelPart slice, List<Contributor> candidates) {
    new DistanceFile(store, plan).write(slice.number(), measure(slice, candidates));
  }

  private PairDistances measure(ModelPart part, List<Contributor> candidates) {
    PairDistances distances = new PairDistances(candidates.size());
    Combiner.SideBySide rows =
        new Combiner.SideBySide(
            candidates,
            Math.min(part.length(), reads.numbersOfEach(candidates.size())),
            (all, length, out) -> distances.measure(all, length, threads, reads.executor()));
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

  private List<Step> stride(
      ModelPart part,
      List<Contributor> candidates,
      Combiner.SideBySide rows,
      UpdateFiles files,
      int number) {
    int from = part.from() + number * rows.most();
    int length = Math.min(rows.most(), part.to() - from);
    List<Stretch> stretches = plan.layout().stretchesFrom(from, length);
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      int update = i;
      steps.add(
          new Step(
              files.range(candidates.get(i), from, from + length),
              bytes -> {
                rows.add(update, bytes, stretches);
                if (update == candidates.size() - 1) {
                  rows.finish(length);
                }
              }));
    }
    return steps;
  }
}
