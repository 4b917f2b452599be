package dev.rondo.rounds.scale;

import java.util.ArrayList;
import java.util.List;

/**
 * The heaviest invocation of each step of a round, by the model. The updates have been validated by
 * workers, in full batches or one by one, whichever is worse.
 */
final class RoundLoads {

  private final OpeningLoads opening;
  private final WorkerLoad worker;
  private final WholeLoads whole;
  private final PartLoads parts;
  private final ClosingLoads closing;

  RoundLoads(Functions functions, AggregationModel model) {
    this.opening = new OpeningLoads(functions);
    this.worker = new WorkerLoad(functions);
    this.whole = new WholeLoads(functions, model);
    this.parts = new PartLoads(functions);
    this.closing = new ClosingLoads(functions);
  }

  List<StepLoad> of(RoundSize size, Division division) {
    boolean inParts = division.parts() > 0;
    List<StepLoad> steps = new ArrayList<>();
    steps.add(opening.open(size));
    steps.add(opening.await(size));
    steps.add(worker.of(size, inParts));
    if (inParts) {
      steps.addAll(parts.of(size, division));
    } else {
      steps.addAll(whole.of(size, Workers.batches(size)));
      steps.addAll(whole.of(size, size.seats()));
    }
    if (size.evaluated()) {
      steps.add(closing.evaluate(size));
    }
    steps.add(closing.close(size, inParts));
    // Evaluate and FoldPart do not read the participations, but have room for them.
    return steps.stream()
        .map(step -> step.with(DocumentSizes.plan(size)))
        .map(step -> step.with(DocumentSizes.participations(size)))
        .toList();
  }
}
