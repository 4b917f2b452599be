package dev.rondo.emulator;

import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.cost.Prices;
import dev.rondo.rounds.cost.Requests;
import java.time.Duration;
import java.util.Locale;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;

/**
 * What a round of the deployed stacks took.
 *
 * @param seconds from the start of the execution to its end, with the time of this test's clients
 * @param uploaded bytes that clients have put into the bucket of the jobs
 * @param seeds bytes that they have put into the helper's
 * @param jobs requests to the bucket of the jobs, those of clients and of this test included
 * @param helper requests to the helper's bucket
 * @param helperRequests the same in words
 * @param calls of functions
 * @param transitions of the state machine
 */
record RoundFigures(
    double seconds,
    long uploaded,
    long seeds,
    Requests jobs,
    Requests helper,
    String helperRequests,
    long calls,
    long transitions) {

  /** Runs a round. */
  static RoundFigures of(TwoStacks stacks, MaskedJob job, int round) {
    Cloud control = stacks.control();
    int jobsBefore = S3Requests.to(stacks.jobBucket(), control).count();
    int helperBefore = S3Requests.to(stacks.helperBucket(), control).count();
    long batchesBefore = batches(control);
    String execution = job.run(round);
    S3Requests helper = S3Requests.to(stacks.helperBucket(), control).after(helperBefore);
    Requests jobs = S3Requests.to(stacks.jobBucket(), control).after(jobsBefore).inKinds();
    DescribeExecutionResponse description = control.describe(execution);
    return new RoundFigures(
        Duration.between(description.startDate(), description.stopDate()).toMillis() / 1000.0,
        bytes(control.store(), "updates/%s/%08d/".formatted(job.id(), round)),
        bytes(stacks.helperStore(), "seeds/%s/%08d/".formatted(job.id(), round)),
        jobs,
        helper.inKinds(),
        helper.toString(),
        control.events(execution, "TaskStateEntered")
            + batches(control)
            - batchesBefore
            + ofHelper(control, job, round),
        control.events(execution, "StateEntered") + ofHelper(control, job, round));
  }

  /** Calls of the helper, each by a state in a Map. The emulator's history has no such states. */
  private static long ofHelper(Cloud control, MaskedJob job, int round) {
    return control.store().list("masks/%s/%08d/".formatted(job.id(), round)).size();
  }

  /** Calls of the function that folds updates, which no execution makes. */
  private static long batches(Cloud control) {
    return control.emulator().linesWith(" SQS messages from ").size();
  }

  private static long bytes(ObjectStore store, String prefix) {
    return store.list(prefix).stream().mapToLong(ObjectInfo::size).sum();
  }

  /** By list prices, without the seconds of functions, which an emulator does not have. */
  double dollars() {
    Prices prices = Prices.usEast1();
    Requests all = jobs.plus(helper);
    return (all.puts() + all.lists()) * prices.s3Put()
        + all.gets() * prices.s3Get()
        + calls * prices.lambdaRequest()
        + transitions * prices.transition();
  }

  /** Both beside each other. */
  static String table(RoundFigures plain, RoundFigures masked) {
    return line("a round of 10 clients", "plain", "masked")
        + line("seconds", plain.seconds, masked.seconds)
        + line("bytes of updates", plain.uploaded, masked.uploaded)
        + line("bytes of seeds", plain.seeds, masked.seeds)
        + line("requests to S3, jobs", plain.jobs, masked.jobs)
        + line("requests to S3, helper", plain.helper, masked.helper)
        + line("calls of functions", plain.calls, masked.calls)
        + line("transitions", plain.transitions, masked.transitions)
        + line("$ of 1,000 rounds", thousand(plain), thousand(masked));
  }

  private static String thousand(RoundFigures figures) {
    return String.format(Locale.ROOT, "%.2f", figures.dollars() * 1000);
  }

  private static String line(String what, Object plain, Object masked) {
    return String.format(Locale.ROOT, "%-24s %-56s %s%n", what, plain, masked);
  }
}
