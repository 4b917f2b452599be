package dev.rondo.rounds.scale;

import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.rounds.cost.Prices;
import dev.rondo.rounds.cost.RoundShape;
import java.util.Locale;

/**
 * Chooses how a round aggregates, by a model of cost and time.
 *
 * <p><b>Whole model</b> (0 parts, two levels): workers fold batches of updates into partial
 * aggregates, and the master adds these up. Each update is read once. A worker and the master hold
 * the model in F64. If there is much to add up, other functions fold groups first ({@link Groups}).
 *
 * <p><b>In parts</b>: workers only validate. Then S functions each read their byte range of every
 * update and write their part of the new model. Each update is read twice, by many functions
 * concurrently, and each function holds one part.
 *
 * <p>With N updates, P parameters, B = 4 P bytes and G bytes a second ({@link TwoLevel} and {@link
 * InParts} have the formulas of time and requests), the choice is the path with the least
 *
 * <pre>dollars of the round + seconds from signal to manifest x N x price of a waiting client</pre>
 *
 * among those whose functions have enough memory ({@link Memory}) and time. A client's machine
 * waits for the next version while a round aggregates, and costs {@value #WAITING_DOLLARS_AN_HOUR}
 * dollars an hour.
 */
public final class AggregationModel {

  /** A machine of a client: a t3.medium in us-east-1. */
  static final double WAITING_DOLLARS_AN_HOUR = 0.0416;

  /** Part functions that the state machine's inline Map runs side by side. */
  public static final int MAP_CONCURRENCY = 40;

  /** Parts of a round at most: each adds five events or so to a history of 25,000. */
  public static final int MAX_PARTS = 1_000;

  /** The least bytes of a multipart upload's part that is not the last one: 5 MiB. */
  public static final long MIN_PART_BYTES = 5L << 20;

  /** Seconds that a part may take by the model; its function has 900. */
  static final double MOST_PART_SECONDS = 800;

  private final Speeds speeds;
  private final Memory memory;
  private final Prices prices;

  public AggregationModel(Speeds speeds, Memory memory, Prices prices) {
    this.speeds = speeds;
    this.memory = memory;
    this.prices = prices;
  }

  /** With Lambda's speeds, the control stack's memory and us-east-1's prices. */
  public static AggregationModel standard() {
    return new AggregationModel(Speeds.lambda(), Memory.deployed(), Prices.usEast1());
  }

  /**
   * The number of parts of a round's model.
   *
   * @param parameters numbers of the model
   * @param seats updates at most
   * @param allUpdatesInOnePart whether the rule (a median, say) must see all updates of a slice
   * @return 0 for the two-level path
   * @throws InvalidInputException when no number of parts fits the functions' memory and time
   */
  public int parts(long parameters, int seats, boolean allUpdatesInOnePart) {
    Estimate best = null;
    if (!allUpdatesInOnePart && memory.holdsModel(parameters)) {
      best = twoLevel(parameters, seats);
    }
    int most = mostParts(parameters);
    long fewest = memory.fewestParts(parameters, seats, allUpdatesInOnePart);
    for (int parts = (int) Math.min(fewest, most + 1L); parts <= most; parts++) {
      if (parts > MAP_CONCURRENCY && parts % MAP_CONCURRENCY != 0 && parts != fewest) {
        continue; // A last wave that is not full takes as long as a full one.
      }
      Estimate inParts = inParts(parameters, seats, parts, allUpdatesInOnePart);
      if (inParts.partSeconds() > parts * MOST_PART_SECONDS) {
        continue;
      }
      if (best == null || objective(inParts, seats) < objective(best, seats)) {
        best = inParts;
      }
    }
    if (best == null) {
      throw tooLarge(parameters, seats, allUpdatesInOnePart);
    }
    return best.parts();
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

  /** The two-level path, whether or not the functions have room. */
  public Estimate twoLevel(long parameters, int seats) {
    return twoLevel(parameters, seats, batches(parameters, seats));
  }

  /** The two-level path when updates come in so many batches. */
  public Estimate twoLevel(long parameters, int seats, int batches) {
    RoundShape shape = new RoundShape(seats, batches, parameters, InParts.TRAINING, false);
    int groups = groups(parameters, seats, shape.partials(), shape.singles());
    return new TwoLevel(speeds, memory).estimate(shape.inGroups(groups));
  }

  /** The path in parts, whether or not the functions have room. */
  public Estimate inParts(long parameters, int seats, int parts, boolean allUpdatesInOnePart) {
    return new InParts(speeds, memory)
        .estimate(parameters, seats, batches(parameters, seats), parts, allUpdatesInOnePart);
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

  /** Batches in which the updates come, when clients finish close together. */
  private static int batches(long parameters, int seats) {
    return (int) Memory.ceil(seats, Workers.forModel(4 * parameters).batch());
  }

  private InvalidInputException tooLarge(long parameters, int seats, boolean allUpdates) {
    return new InvalidInputException(
        String.format(
            Locale.ROOT,
            "A model of %,d parameters with %,d seats%s does not fit into %s MB and 900 s of each"
                + " function, even in %s parts: use fewer seats or a smaller model",
            parameters,
            seats,
            allUpdates ? " (the rule must see all updates of a part)" : "",
            memory.partMb(),
            mostParts(parameters)));
  }
}
