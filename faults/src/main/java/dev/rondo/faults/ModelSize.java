package dev.rondo.faults;

import dev.rondo.faults.service.Magnitude;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.scale.AggregationModel;
import dev.rondo.rounds.scale.Division;
import dev.rondo.rounds.scale.Memory;
import dev.rondo.rounds.scale.RoundSize;
import dev.rondo.rounds.scale.Workers;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How large the models of a schedule are. Most are small: they never come near a limit. The numbers
 * of a large one each stand for many, up to as many as the model of scale admits, so that its
 * functions need nearly all of their time and memory.
 *
 * @param moved numbers that clients move where updates are added up; one more, a scalar, stands
 *     still
 * @param fill more numbers that stand still there
 * @param magnitude what one number stands for
 * @param division how rounds are divided; for a large model, by the model of scale
 * @param range numbers of an update that a part reads at a time, at most
 */
record ModelSize(int moved, int fill, Magnitude magnitude, Division division, int range) {

  private static final int TENSORS = 3;
  private static final int LARGE_FILL = 150;

  /** A number stands for a whole range at most. */
  private static final long MOST_NUMBERS = Memory.RANGE_BYTES / Float.BYTES;

  private static final AggregationModel MODEL = AggregationModel.standard();

  /** A model of a few numbers, which is divided as the schedule likes. */
  static ModelSize small(JobConfig config, int parts, int range) {
    Division division = new Division(parts, parts + 1);
    return new ModelSize(config.clients(), 2, new Magnitude(1), division, range);
  }

  /**
   * The largest model that the model of scale admits for a job, or one that is smaller by some
   * doublings.
   *
   * @param tight whether it is divided into as few parts as have room, and not as the model of
   *     scale would choose; the functions then need nearly all of their memory
   */
  static ModelSize large(JobConfig config, int doublingsLess, boolean tight) {
    int numbers = numbers(config.clients(), LARGE_FILL);
    long most = MOST_NUMBERS;
    while (division(config, numbers, most).isEmpty()) {
      most /= 2;
    }
    long magnitude = Math.max(1, most >> doublingsLess);
    ModelSize chosen = of(config, config.clients(), LARGE_FILL, magnitude);
    return tight ? chosen.tight(config) : chosen;
  }

  /** The fewest parts that have room for this model, and the largest model for so few parts. */
  private ModelSize tight(JobConfig config) {
    int least = config.aggregation().isMean() ? 0 : 1;
    Division fewest =
        IntStream.rangeClosed(least, Math.max(least, division.parts()))
            .mapToObj(parts -> new Division(parts, division.distanceSlices()))
            .filter(parts -> fits(config, magnitude.numbers(), parts))
            .findFirst()
            .orElse(division);
    long fits = magnitude.numbers();
    long above = MOST_NUMBERS + 1;
    while (above - fits > 1) {
      long middle = (fits + above) / 2;
      if (fits(config, middle, fewest)) {
        fits = middle;
      } else {
        above = middle;
      }
    }
    return new ModelSize(moved, fill, new Magnitude(fits), fewest, range(config, fits));
  }

  /** The parts of so few numbers are not of the same length: all count as the longest. */
  private boolean fits(JobConfig config, long numbersOfOne, Division parts) {
    int count = Math.max(1, parts.parts());
    long longest = Memory.ceil(numbers(moved, fill), count);
    return MODEL.fits(size(config, longest * count * numbersOfOne), parts);
  }

  private static RoundSize size(JobConfig config, long parameters) {
    return new RoundSize(parameters, TENSORS, config.seats(), config.aggregation());
  }

  /**
   * A model of a given size.
   *
   * @throws InvalidInputException if it does not fit
   */
  static ModelSize of(JobConfig config, int moved, int fill, long magnitude) {
    Division division = MODEL.divide(size(config, numbers(moved, fill) * magnitude));
    return new ModelSize(moved, fill, new Magnitude(magnitude), division, range(config, magnitude));
  }

  private static int numbers(int moved, int fill) {
    return moved + 1 + fill;
  }

  /** Empty if the model does not fit, or would be divided into more parts than it has numbers. */
  private static Optional<Division> division(JobConfig config, int numbers, long magnitude) {
    try {
      return Optional.of(MODEL.divide(size(config, numbers * magnitude)))
          .filter(d -> Math.max(d.parts(), d.distanceSlices()) <= numbers);
    } catch (InvalidInputException e) {
      return Optional.empty();
    }
  }

  /** The ranges of AWS: 16 MiB, or less where all updates are in view. */
  private static int range(JobConfig config, long magnitude) {
    long bytes = Memory.rangeBytes(config.seats(), !config.aggregation().isMean());
    return (int) Math.max(1, bytes / Float.BYTES / magnitude);
  }

  /** Whether its functions need much of what they have. */
  boolean isLarge() {
    return magnitude.numbers() > 1;
  }

  /** The numbers that it stands for. */
  private long parameters() {
    return numbers(moved, fill) * magnitude.numbers();
  }

  /** Uploads that a worker takes at once. */
  int batch() {
    return Workers.forModel(Float.BYTES * parameters()).batch();
  }

  /** Into how many groups a sum is divided that is made of so much, by the model of scale. */
  int groups(int contributors, int partials, int updates) {
    return MODEL.groups(parameters(), contributors, partials, updates);
  }
}
