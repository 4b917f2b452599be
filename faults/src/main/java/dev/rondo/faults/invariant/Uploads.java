package dev.rondo.faults.invariant;

import dev.rondo.faults.service.Bucket;
import dev.rondo.faults.service.Masked;
import dev.rondo.faults.service.Truth;
import dev.rondo.protocol.round.AggregationRule;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.job.JobConfig;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The updates in the store, and what each really is. */
final class Uploads {

  private static final int NOW = Integer.MAX_VALUE;

  private final Bucket bucket;
  private final String job;
  private final Contributions contributions;

  Uploads(Bucket bucket, JobConfig config) {
    this.bucket = bucket;
    this.job = config.job();
    this.contributions = new Contributions(bucket, config);
  }

  Optional<Truth> truth(String updateKey) {
    return bucket.first(updateKey).flatMap(Bucket.Version::truth);
  }

  Optional<Truth> truth(int round, String client) {
    return truth(ObjectKeys.update(job, round, client));
  }

  private Truth truth(Plan plan, Contributor contributor) {
    return truth(plan.round(), contributor.client()).orElseThrow();
  }

  /** Whether an update is valid, and its client was invited all the time. */
  boolean isValid(int round, String client) {
    return isGood(round, client) && admission(round, client) == Admission.ALWAYS;
  }

  /** Whether an update is valid, and its client was invited at times. */
  boolean mayBeValid(int round, String client) {
    return isGood(round, client) && admission(round, client) != Admission.NEVER;
  }

  private boolean isGood(int round, String client) {
    return truth(round, client).filter(Truth::valid).isPresent();
  }

  private Admission admission(int round, String client) {
    return contributions.excludes(round, client)
        ? Admission.NEVER
        : Admission.of(bucket, job, round, client);
  }

  /** How many clients had an update at a step that must not count. */
  int invalid(int round, int step) {
    return (int) clients(round, step).filter(client -> !mayBeValid(round, client)).count();
  }

  /** How many clients have an update that need not count. */
  int doubtful(int round) {
    return (int) clients(round, NOW).filter(client -> !isValid(round, client)).count();
  }

  /** Clients with an update that was there at a step. */
  private Stream<String> clients(int round, int step) {
    return bucket.keys(ObjectKeys.updates(job, round)).stream()
        .filter(key -> bucket.first(key).filter(v -> v.step() <= step).isPresent())
        .map(key -> ObjectKeys.parseUpdate(key).orElseThrow().client());
  }

  /** How many clients have uploaded. */
  int count(int round) {
    return bucket.keys(ObjectKeys.updates(job, round)).size();
  }

  /** Seats with a valid update that was there at a step. */
  Set<Integer> seats(int round, int step) {
    return seats(round, clients(round, step).filter(client -> isValid(round, client)));
  }

  /** Seats with an update that may be valid. */
  Set<Integer> possibleSeats(int round) {
    return seats(round, clients(round, NOW).filter(client -> mayBeValid(round, client)));
  }

  private Set<Integer> seats(int round, Stream<String> clients) {
    return clients
        .flatMap(client -> truth(round, client).stream())
        .map(Truth::seat)
        .collect(Collectors.toSet());
  }

  /** Seats with a verdict that was there at a step. */
  Set<Integer> seatsWithVerdict(int round, int step) {
    return bucket.keys(ObjectKeys.verdicts(job, round)).stream()
        .filter(key -> bucket.first(key).filter(v -> v.step() <= step).isPresent())
        .flatMap(key -> ObjectKeys.parseVerdict(key).stream())
        .collect(Collectors.toSet());
  }

  /** What is wrong with a contributor of a round, if anything is. */
  Optional<String> fault(Plan plan, Contributor contributor) {
    String key = ObjectKeys.update(job, plan.round(), contributor.client());
    Optional<Truth> truth = truth(key);
    if (truth.isEmpty()) {
      return Optional.of(contributor.client() + " has no update");
    }
    if (!mayBeValid(plan.round(), contributor.client())) {
      return Optional.of(contributor.client() + "'s update must not count: " + truth.get().what());
    }
    if (truth.get().seat() != contributor.seat()) {
      return Optional.of(contributor + " has the nonce of seat " + truth.get().seat());
    }
    double weight = weight(plan, contributor);
    double clip = clip(plan, truth.get());
    if (contributor.weight() != weight
        || contributor.clip() != clip
        || !counts(plan, truth.get(), contributor)) {
      return Optional.of(contributor + " weighs " + weight + " and is scaled by " + clip);
    }
    if (!contributor.masked().equals(truth.get().masked().map(Masked::digest))) {
      return Optional.of(contributor + " has another digest than its update");
    }
    if (!bucket.first(key).orElseThrow().etag().equals(contributor.etag())) {
      return Optional.of(contributor + " is not the update that is there");
    }
    return Optional.empty();
  }

  /** Of a private or masked round, neither examples nor losses are known. */
  private static boolean counts(Plan plan, Truth truth, Contributor contributor) {
    return (plan.privacy().isPresent() || plan.secureAggregation().isPresent())
        ? contributor.examples() == 0 && contributor.trainLoss().isEmpty()
        : truth.counts(contributor.examples());
  }

  /** The weight of the examples that count, which {@link #fault} compares with the truth. */
  double weight(Plan plan, Contributor contributor) {
    boolean weighted = plan.aggregation().kind() == AggregationRule.Kind.WEIGHTED;
    return weighted ? Math.min(contributor.examples(), plan.admission().maxExamples()) : 1;
  }

  private static double clip(Plan plan, Truth truth) {
    if (truth.masked().isPresent()) {
      return 1; // The client has done so.
    }
    double squares = truth.numbers().stream().mapToDouble(x -> (double) x * x).sum();
    double norm = Math.sqrt(squares);
    double bound = plan.clipUpdateNorm();
    return bound > 0 && norm > bound ? bound / norm : 1;
  }

  /** An update as a rule that compares updates sees it. */
  float[] clipped(Plan plan, Contributor contributor) {
    Truth truth = truth(plan, contributor);
    double clip = clip(plan, truth);
    float[] numbers = new float[truth.numbers().size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) (clip * truth.numbers().get(i));
    }
    return numbers;
  }

  /** The sum of what contributors have masked, as it would be without masks. */
  double[] unmasked(Plan plan, List<Contributor> contributors, int parameters) {
    double[] sum = new double[parameters];
    double step = Math.pow(2, -plan.secureAggregation().orElseThrow().fractionBits());
    for (int i = 0; i < parameters; i++) {
      int integers = 0;
      for (Contributor contributor : contributors) {
        integers += truth(plan, contributor).masked().orElseThrow().integers().get(i);
      }
      sum[i] = integers * step;
    }
    return sum;
  }

  /** A sum as 32 bits have it, if updates are masked. Who sends any integers can make it wrap. */
  static double wrapped(Plan plan, double sum) {
    if (plan.secureAggregation().isEmpty()) {
      return sum;
    }
    double step = Math.pow(2, -plan.secureAggregation().get().fractionBits());
    return (int) Math.round(sum / step) * step;
  }

  /** The sum that these contributors make, each once; of masked updates, with the masks. */
  double[] sum(Plan plan, List<Contributor> contributors, int parameters) {
    double[] sum = new double[parameters];
    if (plan.secureAggregation().isPresent()) {
      for (Contributor contributor : contributors) {
        List<Integer> numbers = truth(plan, contributor).masked().orElseThrow().numbers();
        for (int i = 0; i < parameters; i++) {
          sum[i] += Integer.toUnsignedLong(numbers.get(i));
        }
      }
      return sum;
    }
    double step =
        plan.privacy().map(privacy -> NoiseReference.grid(plan, privacy).step()).orElse(0.0);
    for (Contributor contributor : contributors) {
      Truth truth = truth(plan, contributor);
      double factor = weight(plan, contributor) * clip(plan, truth);
      for (int i = 0; i < parameters; i++) {
        double number = factor * truth.numbers().get(i);
        sum[i] += step > 0 ? Math.rint(number / step) * step : number;
      }
    }
    return sum;
  }
}
