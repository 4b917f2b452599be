package dev.rondo.rounds.scale;

import dev.rondo.rounds.cost.RoundShape;
import java.util.ArrayList;
import java.util.List;

/**
 * The heaviest invocation of each step of a round, by the model. The updates have been validated by
 * workers, in full batches or one by one, whichever is worse.
 */
final class RoundLoads {

  /** Seconds that a function with a timeout of 900 s may take by the model. */
  static final double MOST_SECONDS = 800;

  /** The timeout of a worker. Its speeds have a margin of their own. */
  private static final double WORKER_SECONDS = 120;

  /** The timeout of OpenRound and CloseRound. Their memory is that of the master. */
  private static final double SMALL_SECONDS = 300;

  /** Seats that OpenRound sends in a second. */
  private static final double SEATS_A_SECOND = 5_000;

  /** A seat in the tree of the seats. */
  private static final int SEAT_BYTES = 400;

  /** Bytes of heap for each byte of an update's header while it is read. */
  private static final int HEAP_OF_HEADER = 8;

  /**
   * The same for all headers of a fold: two threads read one each, and each has eight updates open,
   * whose headers have become 3 bytes for each byte.
   */
  private static final int HEAP_OF_HEADERS = 2 * HEAP_OF_HEADER + 2 * 8 * 3;

  /** A verdict or an update in a listing, with its client and its seat. */
  private static final int LISTED_BYTES = 640;

  private final Speeds speeds;
  private final Memory memory;
  private final Processor processor;
  private final AggregationModel model;

  RoundLoads(Speeds speeds, Memory memory, Processor processor, AggregationModel model) {
    this.speeds = speeds;
    this.memory = memory;
    this.processor = processor;
    this.model = model;
  }

  List<StepLoad> of(RoundSize size, Division division) {
    boolean inParts = division.parts() > 0;
    List<StepLoad> steps = new ArrayList<>();
    steps.add(open(size));
    steps.add(worker(size, inParts));
    if (!inParts) {
      addWhole(steps, size, Workers.batches(size));
      addWhole(steps, size, size.seats());
    } else {
      addParts(steps, size, division);
    }
    steps.add(close(size, inParts));
    return steps;
  }

  private StepLoad open(RoundSize size) {
    return new StepLoad(
        "OpenRound",
        size.seats() / SEATS_A_SECOND,
        SMALL_SECONDS,
        (double) SEAT_BYTES * size.seats(),
        Memory.usableBytes(memory.masterMb()),
        0);
  }

  /** Counts, and reads updates that nobody has read, one at least. */
  private StepLoad close(RoundSize size, boolean inParts) {
    double document = DocumentSizes.decision(size, inParts);
    long bytes = 4 * size.parameters();
    int unread = RoundLimits.verdicts(size.seats(), bytes + size.headerBytes());
    return new StepLoad(
        "CloseRound",
        speeds.seconds((double) unread * bytes + document, unread),
        SMALL_SECONDS,
        DocumentSizes.heap(document) + (double) LISTED_BYTES * size.seats(),
        Memory.usableBytes(memory.masterMb()),
        document);
  }

  private StepLoad worker(RoundSize size, boolean inParts) {
    double bytes = 4.0 * size.parameters();
    double transfer = speeds.seconds(bytes, 1);
    double compute = processor.foldSeconds((double) size.parameters(), memory.workerMb());
    double folding = inParts ? HEAP_OF_HEADER * size.headerBytes() : fold(size);
    return new StepLoad(
        "FoldUpdates, one update",
        Math.max(transfer, compute),
        WORKER_SECONDS,
        Math.max(folding, (double) LISTED_BYTES * size.seats()),
        Memory.usableBytes(memory.workerMb()),
        0);
  }

  /** The F64 sum of a model, an update in F32 that waits for its norm, and headers. */
  private static double fold(RoundSize size) {
    return 12.0 * size.parameters() + (double) HEAP_OF_HEADERS * size.headerBytes();
  }

  private void addWhole(List<StepLoad> steps, RoundSize size, int batches) {
    RoundShape shape =
        new RoundShape(size.seats(), batches, size.parameters(), InParts.TRAINING, false);
    int partials = shape.partials();
    int singles = shape.singles();
    int groups = model.groups(size.parameters(), size.seats(), partials, singles);
    Groups tree = new Groups(speeds, memory);
    double document = DocumentSizes.decision(size, false);
    double read = speeds.seconds(document, 0);
    double transfer = new TwoLevel(speeds, memory).masterSeconds(shape.inGroups(groups)) + read;
    double added = (double) size.parameters() * (groups > 0 ? groups : partials + singles);
    double seconds = Math.max(transfer, processor.foldSeconds(added, memory.masterMb()));
    steps.add(
        master(
            "Aggregate, whole model",
            seconds,
            fold(size) + DocumentSizes.heap(document),
            document));
    if (groups > 0) {
      double group = tree.groupSeconds(size.parameters(), partials, singles, groups) + read;
      double compute =
          processor.foldSeconds(
              (double) size.parameters() * (partials + singles) / groups, memory.partMb());
      steps.add(
          part(
              "FoldPart, a group",
              Math.max(group, compute),
              fold(size) + DocumentSizes.heap(document),
              document));
    }
  }

  private void addParts(List<StepLoad> steps, RoundSize size, Division division) {
    int parts = division.parts();
    double document = DocumentSizes.decision(size, true);
    double heap = DocumentSizes.heap(document);
    double read = speeds.seconds(document, 0);
    InParts inParts = new InParts(speeds, memory, processor);
    // A verdict for each update at worst.
    Estimate one = inParts.estimate(size, size.seats(), parts);
    steps.add(
        master(
            "Aggregate, model in parts",
            one.masterSeconds() + read,
            heap + DocumentSizes.orders(size),
            document));
    steps.add(
        part(
            "FoldPart, a model part",
            one.partSeconds() / parts + read,
            memory.partBytes(size, parts) + heap,
            document));
    if (division.distanceSlices() > 0) {
      int slices = division.distanceSlices();
      Distances distances = new Distances(speeds, memory, processor);
      steps.add(
          part(
              "FoldPart, a distance slice",
              distances.sliceSeconds(size, slices) + read,
              distances.sliceBytes(size, slices) + heap,
              document));
      steps.add(
          master(
              "Aggregate, multi-Krum's choice",
              distances.choiceSeconds(size, slices) + read,
              8 * Distances.pairs(size.seats()) + heap,
              document));
    }
  }

  private StepLoad master(String step, double seconds, double bytes, double document) {
    double most = Memory.usableBytes(memory.masterMb());
    return new StepLoad(step, seconds, MOST_SECONDS, bytes, most, document);
  }

  private StepLoad part(String step, double seconds, double bytes, double document) {
    double most = Memory.usableBytes(memory.partMb());
    return new StepLoad(step, seconds, MOST_SECONDS, bytes, most, document);
  }
}
