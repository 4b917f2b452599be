package dev.rondo.rounds.scale;

import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.rounds.cost.Prices;
import dev.rondo.rounds.cost.RoundShape;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/**
 * Chooses how a round aggregates, by a model of cost and time, and refuses a round that would not
 * fit.
 *
 * <p><b>Whole model</b> (0 parts, two levels): workers fold batches of updates into partial
 * aggregates, and the master adds these up. Each update is read once. A worker and the master hold
 * the model in F64. If there is much to add up, other functions fold groups first ({@link Groups}).
 *
 * <p><b>In parts</b>: workers only validate. Then S functions each read their byte range of every
 * update and write their part of the new model. Each update is read twice, by many functions
 * concurrently, and each function holds one part. Multi-Krum measures distances before, in slices
 * of their own ({@link Distances}).
 *
 * <p>With N updates, P parameters, B = 4 P bytes and G bytes a second ({@link TwoLevel} and {@link
 * InParts} have the formulas of time and requests), the choice is the path with the least
 *
 * <pre>dollars of the round + seconds from signal to manifest x N x price of a waiting client</pre>
 *
 * among those where each invocation is within its time, its memory and the size of a document
 * ({@link #steps}). A client's machine waits for the next version while a round aggregates, and
 * costs {@value #WAITING_DOLLARS_AN_HOUR} dollars an hour.
 */
public final class AggregationModel {

  /** A machine of a client: a t3.medium in us-east-1. */
  static final double WAITING_DOLLARS_AN_HOUR = 0.0416;

  /** Part functions that the state machine's inline Map runs side by side. */
  public static final int MAP_CONCURRENCY = 40;

  /**
   * Parts of a round at most, and distance slices at most: each adds five events or so to a history
   * of 25,000.
   */
  public static final int MAX_PARTS = 1_000;

  /** The least bytes of a multipart upload's part that is not the last one: 5 MiB. */
  public static final long MIN_PART_BYTES = 5L << 20;

  private final Speeds speeds;
  private final Memory memory;
  private final Processor processor;
  private final Prices prices;

  public AggregationModel(Speeds speeds, Memory memory, Processor processor, Prices prices) {
    this.speeds = speeds;
    this.memory = memory;
    this.processor = processor;
    this.prices = prices;
  }

  /** With Lambda's speeds, the control stack's memory and us-east-1's prices. */
  public static AggregationModel standard() {
    return new AggregationModel(
        Speeds.lambda(), Memory.deployed(), Processor.lambda(), Prices.usEast1());
  }

  /**
   * How the model of a round is divided.
   *
   * @throws InvalidInputException when nothing fits; it names the number of seats that would
   */
  public Division divide(RoundSize size) {
    return best(size).orElseThrow(() -> new InvalidInputException(refusal(size)));
  }

  /**
   * The most seats with which a round fits that is like this one otherwise.
   *
   * @return 0 if none do
   */
  public int mostSeats(RoundSize size) {
    int fits = 0;
    int above = RoundLimits.MAX_SEATS + 1;
    while (above - fits > 1) {
      int middle = (fits + above) >>> 1;
      if (best(size.withSeats(middle)).isPresent()) {
        fits = middle;
      } else {
        above = middle;
      }
    }
    return fits;
  }

  /** What the heaviest invocation of each step takes. */
  public List<StepLoad> steps(RoundSize size, Division division) {
    return new RoundLoads(new Functions(speeds, memory, processor), this).of(size, division);
  }

  /** Whether each invocation is within its limits. */
  public boolean fits(RoundSize size, Division division) {
    return steps(size, division).stream().allMatch(StepLoad::fits);
  }

  private Optional<Division> best(RoundSize size) {
    int slices = size.comparesPairs() ? slices(size) : 0;
    double wholeCosts =
        !size.mustBeInParts() && fits(size, Division.of(0))
            ? objective(twoLevel(size), size.seats())
            : Double.POSITIVE_INFINITY;
    int parts =
        cheapest(
            mostParts(size.parameters()),
            n -> {
              double costs = objective(inParts(size, n), size.seats());
              return costs < wholeCosts && fits(size, new Division(n, slices))
                  ? costs
                  : Double.POSITIVE_INFINITY;
            });
    return parts > 0 || wholeCosts < Double.POSITIVE_INFINITY
        ? Optional.of(new Division(parts, slices))
        : Optional.empty();
  }

  /** The number of distance slices, whether or not they fit. */
  private int slices(RoundSize size) {
    Distances distances = new Distances(speeds, memory, processor);
    int most = (int) Math.min(MAX_PARTS, size.parameters());
    double limit = Functions.MOST_SECONDS - 20;
    int best =
        cheapest(
            most,
            n ->
                distances.sliceSeconds(size, n) <= limit
                    ? distances.objective(size, n, prices)
                    : Double.POSITIVE_INFINITY);
    return best == 0 ? most : best;
  }

  /**
   * The number from 1 that costs least; 0 if all are infinite. A last wave of the Map state that is
   * not full takes as long as a full one, so these are left out.
   */
  private static int cheapest(int most, IntToDoubleFunction costs) {
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int n = 1; n <= most; n++) {
      if (n <= MAP_CONCURRENCY || n % MAP_CONCURRENCY == 0 || n == most) {
        double cost = costs.applyAsDouble(n);
        if (cost < least) {
          least = cost;
          best = n;
        }
      }
    }
    return best;
  }

  /**
   * The number of groups in which a decision is folded, by what waiting clients save.
   *
   * @param parameters numbers of the model
   * @param contributors clients that count
   * @param partials partial aggregates that have to be added up
   * @param updates single updates beside them
   * @return 0 when the master folds all itself
   */
  public int groups(long parameters, int contributors, int partials, int updates) {
    return new Groups(speeds, memory).best(parameters, contributors, partials, updates, prices);
  }

  /** The two-level path of a round with its protection, whether or not the functions have room. */
  Estimate twoLevel(RoundSize size) {
    RoundShape shape =
        new RoundShape(
                size.seats(), Workers.batches(size), size.parameters(), InParts.TRAINING, false)
            .with(size.protection());
    int groups = groups(size.parameters(), size.seats(), shape.partials(), shape.singles());
    Estimate estimate = new TwoLevel(speeds, memory).estimate(shape.inGroups(groups));
    return size.protection().drawsNoise()
        ? estimate.slowerBy(
            processor.noiseSeconds(
                size.parameters() * (1.0 + size.protection().ownBuffers()), memory.masterMb()))
        : estimate;
  }

  /** The two-level path, whether or not the functions have room. */
  public Estimate twoLevel(long parameters, int seats) {
    return twoLevel(parameters, seats, Workers.batches(parameters, seats));
  }

  /** The two-level path when updates come in so many batches. */
  public Estimate twoLevel(long parameters, int seats, int batches) {
    RoundShape shape = new RoundShape(seats, batches, parameters, InParts.TRAINING, false);
    int groups = groups(parameters, seats, shape.partials(), shape.singles());
    return new TwoLevel(speeds, memory).estimate(shape.inGroups(groups));
  }

  /** The path in parts, whether or not the functions have room, without distances. */
  public Estimate inParts(RoundSize size, int parts) {
    return new InParts(speeds, memory, processor).estimate(size, Workers.batches(size), parts);
  }

  /** What is made as small as possible, in dollars a round. */
  double objective(Estimate estimate, int seats) {
    return estimate.dollars(prices)
        + estimate.besideDollars(prices)
        + estimate.seconds() * waitingDollarsASecond(seats);
  }

  /** What so many clients cost while they wait. */
  static double waitingDollarsASecond(int clients) {
    return clients * WAITING_DOLLARS_AN_HOUR / 3600;
  }

  /** Parts of a multipart upload are of 5 MiB at least. */
  static int mostParts(long parameters) {
    return (int) Math.max(1, Math.min(MAX_PARTS, 4 * parameters / MIN_PART_BYTES));
  }

  private String refusal(RoundSize size) {
    return size.evaluated() && best(size.withoutEvaluation()).isPresent()
        ? Refusals.ofEvaluation(size)
        : Refusals.ofAggregation(size, memory, mostSeats(size.withoutEvaluation()));
  }
}
