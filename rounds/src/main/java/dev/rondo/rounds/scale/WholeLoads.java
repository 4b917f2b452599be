package dev.rondo.rounds.scale;

import dev.rondo.rounds.cost.Protection;
import dev.rondo.rounds.cost.RoundShape;
import java.util.ArrayList;
import java.util.List;

/** The steps that aggregate a whole model: the master, and the functions that fold its groups. */
final class WholeLoads {

  private final Functions functions;
  private final AggregationModel model;

  WholeLoads(Functions functions, AggregationModel model) {
    this.functions = functions;
    this.model = model;
  }

  /**
   * @param batches in which the updates reached the workers
   */
  List<StepLoad> of(RoundSize size, int batches) {
    RoundShape shape =
        new RoundShape(size.seats(), batches, size.parameters(), InParts.TRAINING, false)
            .with(size.protection());
    int groups = model.groups(size.parameters(), size.seats(), shape.partials(), shape.singles());
    List<StepLoad> steps = new ArrayList<>();
    steps.add(master(size, shape.inGroups(groups)));
    if (groups > 0) {
      steps.add(group(size, shape.inGroups(groups)));
    }
    return steps;
  }

  private StepLoad master(RoundSize size, RoundShape shape) {
    double document = DocumentSizes.decision(size, false);
    int added = shape.groups() > 0 ? shape.groups() : shape.partials() + shape.singles();
    double transfer =
        new TwoLevel(functions.speeds(), functions.memory()).masterSeconds(shape)
            + functions.speeds().seconds(document, 0);
    double compute = fold(size, added, functions.memory().masterMb());
    // Bounded weights are known after the first fold; groups are folded with these weights.
    int folds = size.isWeighted() && shape.groups() == 0 ? 2 : 1;
    double headers = FoldHeap.sumHeaders(size, Memory.SMALL_READS_IN_FLIGHT, size.seats());
    double choosing = Math.max(headers, MasterLoad.choiceBytes(size));
    return functions.master(
        "whole model",
        folds
                * (Math.max(transfer, compute)
                    + Listings.seconds(functions.speeds(), shape.partials()))
            + noise(size)
            + MasterLoad.choiceSeconds(functions, size),
        DocumentSizes.heap(document)
            + Math.max(choosing, RosterLoad.heldBytes() + FoldHeap.fold(size)),
        document);
  }

  private StepLoad group(RoundSize size, RoundShape shape) {
    double document = DocumentSizes.decision(size, false);
    int leaves = shape.partials() + shape.singles();
    Groups tree = new Groups(functions.speeds(), functions.memory());
    double transfer =
        tree.groupSeconds(size.parameters(), shape.partials(), shape.singles(), shape.groups())
            + functions.speeds().seconds(document, 0);
    double compute = fold(size, (double) leaves / shape.groups(), functions.memory().partMb());
    return functions.part(
        "a group",
        Math.max(transfer, compute),
        DocumentSizes.heap(document) + FoldHeap.fold(size),
        document);
  }

  /** Noise is drawn for the model, and again for each buffer. */
  private double noise(RoundSize size) {
    Protection protection = size.protection();
    return protection.drawsNoise()
        ? functions
            .processor()
            .noiseSeconds(
                size.parameters() * (1.0 + protection.ownBuffers()), functions.memory().masterMb())
        : 0;
  }

  private double fold(RoundSize size, double added, int memoryMb) {
    return functions.processor().foldSeconds(size.parameters() * added, memoryMb);
  }
}
