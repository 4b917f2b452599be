package dev.rondo.benchmarks.scale;

import dev.rondo.rounds.cost.Prices;
import dev.rondo.rounds.cost.Requests;
import dev.rondo.rounds.cost.RoundRequests;
import dev.rondo.rounds.cost.RoundShape;
import dev.rondo.rounds.scale.AggregationModel;
import dev.rondo.rounds.scale.Estimate;
import dev.rondo.rounds.scale.Memory;
import dev.rondo.rounds.scale.Speeds;
import dev.rondo.rounds.scale.TwoLevel;
import dev.rondo.rounds.scale.Workers;
import java.util.Comparator;
import java.util.List;

/**
 * A round of very many clients on the two-level path, by the public prices and limits of the
 * services: what it takes, what it costs, and which limit binds. Every seat brings a valid update,
 * and all clients begin when their seat comes.
 *
 * @param clients seats of the round, and so updates
 * @param parameters numbers of the model
 * @param trainingSeconds from a seat to the upload
 * @param batch updates that a worker folds at once
 * @param workers at the same time
 */
public record Fleet(int clients, long parameters, double trainingSeconds, int batch, int workers) {

  /** S3 answers so many writes a second under a prefix that it has not divided yet. */
  static final double PUTS_A_SECOND = 3500;

  /** And so many reads. */
  static final double GETS_A_SECOND = 5500;

  /** Messages of a standard queue that may be in flight: seats whose clients train. */
  static final double IN_FLIGHT = 120_000;

  /** Batches that Lambda folds at once at most, for one queue. */
  static final double MAX_WORKERS = 1_000;

  /** Lambda begins with five, and adds 300 a minute. */
  static final double FIRST_WORKERS = 5;

  static final double MORE_WORKERS_A_SECOND = 5;

  /** Messages a second that OpenRound sends: eight requests of ten at once, each 16 ms. */
  static final double SEATS_A_SECOND = 5000;

  private static final int KEYS_A_LIST = 1000;

  /** Of a client, under jobs/: plan, the result twice, manifest, model. */
  private static final double READS_A_CLIENT = 5;

  /** Of the decision, which names each contributor; the plan has a hash of 67 for each seat. */
  private static final double DOCUMENT_BYTES_A_CLIENT = 250;

  private static final int MOST_PARTIALS = 100;

  private static final Speeds SPEEDS = Speeds.lambda();

  /** With batches that leave about a hundred sums, and as many workers as there are batches. */
  public static Fleet of(int clients, long parameters, double trainingSeconds) {
    double one = SPEEDS.seconds(4.0 * parameters, 1);
    int fits = (int) Math.max(1, Workers.MOST_SECONDS / one);
    int wanted = (int) Math.max(RoundShape.BATCH_SIZE, Memory.ceil(clients, MOST_PARTIALS));
    int batch = Math.min(wanted, fits);
    int batches = (int) Memory.ceil(clients, batch);
    return new Fleet(
        clients, parameters, trainingSeconds, batch, (int) Math.min(batches, MAX_WORKERS));
  }

  /** The round as the model of requests sees it. */
  RoundShape shape() {
    int batches = (int) Memory.ceil(clients, batch);
    RoundShape shape = new RoundShape(clients, batches, parameters, trainingSeconds, false);
    return shape.inGroups(
        AggregationModel.standard().groups(parameters, clients, shape.partials(), shape.singles()));
  }

  /**
   * Requests of the round. A worker lists what others have left: a page more for each thousand
   * batches before it. The master and the last step list the updates.
   */
  public Requests requests() {
    long batches = shape().batches();
    long full = batches / KEYS_A_LIST;
    long pages = KEYS_A_LIST * full * (full - 1) / 2 + full * (batches % KEYS_A_LIST);
    long more = full + 2L * (clients / KEYS_A_LIST);
    return RoundRequests.of(shape()).plus(new Requests(0, 0, pages + more, 0));
  }

  /** Seconds that each part of the round takes at least, by the limit that holds it. */
  public List<Bound> bounds() {
    double waves = Math.ceil(clients / IN_FLIGHT) - 1;
    double reads = clients * READS_A_CLIENT / GETS_A_SECOND;
    return List.of(
        Bound.meanwhile("SQS: OpenRound sends 5,000 seats a second", clients / SEATS_A_SECOND, 300),
        Bound.meanwhile("SQS: 120,000 seats in flight at most", waves * trainingSeconds, NO_LIMIT),
        Bound.meanwhile("S3: 5,500 reads a second under the job's prefix", reads, NO_LIMIT),
        Bound.meanwhile(
            "S3: 3,500 writes a second under updates/", clients / PUTS_A_SECOND, NO_LIMIT),
        Bound.meanwhile("Lambda: workers", workerSeconds(), NO_LIMIT),
        Bound.afterwards("Lambda: one worker's batch", batchSeconds(), 120),
        Bound.afterwards("Lambda: the master, and the groups", masterSeconds(), 900));
  }

  private static final double NO_LIMIT = Double.POSITIVE_INFINITY;

  /**
   * A part of the round that a service's limit stretches.
   *
   * @param what the limit
   * @param seconds that the part takes
   * @param limit seconds that it may take, where a time-out bounds it
   * @param meanwhile whether it goes on beside the other such parts, and not when they are over
   */
  public record Bound(String what, double seconds, double limit, boolean meanwhile) {

    private static Bound meanwhile(String what, double seconds, double limit) {
      return new Bound(what, seconds, limit, true);
    }

    private static Bound afterwards(String what, double seconds, double limit) {
      return new Bound(what, seconds, limit, false);
    }

    /** Whether the part cannot be had: it takes longer than its function may run. */
    public boolean isExceeded() {
      return seconds > limit;
    }
  }

  /** The limit that the round waits for longest, of what goes on at the same time. */
  public Bound binding() {
    return bounds().stream()
        .filter(Bound::meanwhile)
        .max(Comparator.comparingDouble(Bound::seconds))
        .orElseThrow();
  }

  /**
   * From the opened round to the manifest: the slowest of what runs side by side, then the rest.
   */
  public double seconds() {
    return trainingSeconds + binding().seconds() + batchSeconds() + masterSeconds();
  }

  double batchSeconds() {
    return SPEEDS.seconds(4.0 * parameters * (batch + 2.0), batch + 5L) + SPEEDS.invokeSeconds();
  }

  /** The time in which workers that grow in number fold everything. */
  private double workerSeconds() {
    double work = shape().batches() * batchSeconds();
    double ramp = (workers - FIRST_WORKERS) / MORE_WORKERS_A_SECOND;
    if (ramp <= 0) {
      return work / workers;
    }
    double whileGrowing = (workers + FIRST_WORKERS) / 2 * ramp;
    if (work >= whileGrowing) {
      return ramp + (work - whileGrowing) / workers;
    }
    // 5 t + 5 t^2 / 2 = work
    double slope = MORE_WORKERS_A_SECOND;
    return (Math.sqrt(FIRST_WORKERS * FIRST_WORKERS + 2 * slope * work) - FIRST_WORKERS) / slope;
  }

  /** From the signal to the manifest. */
  double masterSeconds() {
    return aggregation().seconds();
  }

  private Estimate aggregation() {
    return new TwoLevel(SPEEDS, Memory.deployed()).estimate(shape());
  }

  /** Bytes of the largest document. */
  double documentBytes() {
    return DOCUMENT_BYTES_A_CLIENT * clients;
  }

  /** Dollars of the round: S3, Lambda (workers and master), SQS, Step Functions. */
  public double dollars(Prices prices) {
    Requests requests = requests();
    double gb =
        (shape().batches() * batchSeconds() * Memory.deployed().workerMb()
                + aggregation().masterSeconds() * Memory.deployed().masterMb()
                + aggregation().partSeconds() * Memory.deployed().partMb())
            / 1024;
    return (requests.puts() + requests.lists()) * prices.s3Put()
        + requests.gets() * prices.s3Get()
        + gb * prices.lambdaArmGbSecond()
        + RoundRequests.invocations(shape()) * prices.lambdaRequest()
        + requests.queue() * prices.sqsRequest()
        + RoundRequests.transitions(shape()) * prices.transition();
  }
}
