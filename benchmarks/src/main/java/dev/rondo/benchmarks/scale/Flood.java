package dev.rondo.benchmarks.scale;

import dev.rondo.rounds.cost.Prices;
import dev.rondo.rounds.cost.Requests;
import dev.rondo.rounds.scale.Memory;
import dev.rondo.rounds.scale.RoundLimits;
import dev.rondo.rounds.scale.Speeds;

/**
 * Unrequested uploads, and the S3 requests that they cause in workers. A test runs each kind
 * through the steps and counts; these are its figures.
 */
public enum Flood {
  /** A job that is not there: its state is looked for. */
  UNKNOWN_JOB("job does not exist"),
  /** Rounds that are not open, all different: the job's state is read. */
  OTHER_ROUNDS("rounds are not open"),
  /** A round that has ended: plan and result are looked at. */
  CLOSED_ROUND("round has ended"),
  /** Files larger than any update: refused by the event alone. */
  TOO_LARGE("larger than any update"),
  /** Files that are no updates, or of clients that were not invited: read, and refused. */
  BOGUS("invalid files"),
  /** One update, announced again and again. */
  REPEATED("one update, announced 100,000 times");

  /** Events of the documented flood. */
  public static final int EVENTS = 100_000;

  /** Events that a worker takes at once. */
  public static final int BATCH = 10;

  /** Billed seconds of a worker for a batch beside its requests. */
  private static final double FIXED_SECONDS = 0.05;

  private final String title;

  Flood(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /** The requests to S3 of all workers together; the queue's are those of the events. */
  public Requests requests(int events, int batch, int seats) {
    long batches = Memory.ceil(events, batch);
    long queue = events + 2 * batches;
    long blocks = RoundLimits.standard().rejectionBlocks(seats);
    long recorded = Math.min(events, blocks * RoundLimits.standard().rejectionsOfBlock(seats));
    long listed = batches * Math.min(batch, blocks); // Most often, each block is of one event.
    return switch (this) {
      case UNKNOWN_JOB, OTHER_ROUNDS -> new Requests(0, batches, 0, queue);
      case CLOSED_ROUND -> new Requests(0, 2 * batches, 0, queue);
      case TOO_LARGE -> new Requests(recorded, 2 * batches, listed, queue);
      case BOGUS -> new Requests(recorded, 2 * batches + events, listed, queue);
      case REPEATED -> new Requests(1, 5 * batches, batches, queue);
    };
  }

  /** Dollars of S3, SQS and the workers. */
  double dollars(int events, int batch, int seats, Prices prices) {
    Requests requests = requests(events, batch, seats);
    long batches = Memory.ceil(events, batch);
    double seconds = Speeds.lambda().seconds(0, requests.store()) + batches * FIXED_SECONDS;
    return (requests.puts() + requests.lists()) * prices.s3Put()
        + requests.gets() * prices.s3Get()
        + requests.queue() * prices.sqsRequest()
        + batches * prices.lambdaRequest()
        + seconds * Memory.deployed().workerMb() / 1024 * prices.lambdaArmGbSecond();
  }
}
