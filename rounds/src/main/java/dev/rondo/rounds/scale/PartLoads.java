package dev.rondo.rounds.scale;

import java.util.ArrayList;
import java.util.List;

/** The steps that aggregate a model in parts: the master, the parts, and multi-Krum's distances. */
final class PartLoads {

  private final Functions functions;

  PartLoads(Functions functions) {
    this.functions = functions;
  }

  List<StepLoad> of(RoundSize size, Division division) {
    Speeds speeds = functions.speeds();
    Memory memory = functions.memory();
    int parts = division.parts();
    double document = DocumentSizes.decision(size, true);
    double heap = DocumentSizes.heap(document);
    double read = speeds.seconds(document, 0);
    // A verdict for each update at worst.
    Estimate one =
        new InParts(speeds, memory, functions.processor()).estimate(size, size.seats(), parts);
    List<StepLoad> steps = new ArrayList<>();
    steps.add(
        functions.master(
            "model in parts",
            one.masterSeconds() + read + MasterLoad.choiceSeconds(functions, size),
            heap + DocumentSizes.orders(size) + MasterLoad.choiceBytes(size),
            document));
    steps.add(
        functions.part(
            "a model part",
            one.partSeconds() / parts + read,
            memory.partBytes(size, parts) + heap,
            document));
    if (division.distanceSlices() > 0) {
      addDistances(steps, size, division.distanceSlices());
    }
    return steps;
  }

  private void addDistances(List<StepLoad> steps, RoundSize size, int slices) {
    Distances distances =
        new Distances(functions.speeds(), functions.memory(), functions.processor());
    double document = DocumentSizes.decision(size, true);
    double heap = DocumentSizes.heap(document);
    double read = functions.speeds().seconds(document, 0);
    steps.add(
        functions.part(
            "a distance slice",
            distances.sliceSeconds(size, slices) + read,
            distances.sliceBytes(size, slices) + heap,
            document));
    steps.add(
        functions.master(
            "multi-Krum's choice",
            distances.choiceSeconds(size, slices) + read,
            8 * Distances.pairs(size.seats()) + heap,
            document));
  }
}
