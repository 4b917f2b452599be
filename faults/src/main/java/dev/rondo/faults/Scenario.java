package dev.rondo.faults;

import dev.rondo.protocol.data.DataIndex;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.random.Draws;
import dev.rondo.protocol.round.AggregationRule;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.training.Measurement;
import dev.rondo.rounds.aggregation.GroupChoice;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.parts.PartChoice;
import dev.rondo.rounds.parts.Reads;
import dev.rondo.rounds.scale.Memory;
import dev.rondo.rounds.step.Resources;
import dev.rondo.rounds.update.Roster;
import dev.rondo.settings.RawSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * What a schedule is about, drawn from its seed: the job, and how fast things go.
 *
 * @param config the job
 * @param latencyMillis what a call of a service takes, about
 * @param trainingMillis what a client trains, about
 * @param burst whether all clients take that long and so arrive together, around the quorum
 * @param size of the model, and how it is divided
 * @param portions in which functions work
 * @param roster of the job at first, which admits all of its clients
 * @param leased whether clients lease data shards, and state them in their updates
 * @param course who runs the rounds
 * @param quiet no faults happen after this time
 */
record Scenario(
    JobConfig config,
    double latencyMillis,
    double trainingMillis,
    boolean burst,
    ModelSize size,
    Portions portions,
    Optional<Roster> roster,
    boolean leased,
    Course course,
    Duration quiet) {

  /** Who runs the rounds of a schedule. */
  enum Course {
    /** An operator, who starts one after another by hand. */
    OPERATOR,
    /** The training's state machine. */
    TRAINING,
    /** An operator, who starts one and leaves. */
    ONE_ROUND
  }

  private static final int MOST_EXAMPLES = 16;

  private static final String[] RULES = {
    "weighted", "weighted", "unweighted", "unweighted", "median", "trimmed:0.3", "krum:1"
  };

  /** A part of a large model asks a thousand times; with more it would take its whole time. */
  private static final double LATENCY_OF_LARGE = 50;

  private static final int SMALL_BATCH = 10;

  /** Of so many clients, a fraction of 0.6 is enough for a sum of masks. */
  private static final int LEAST_OF_A_FRACTION = 5;

  /** Numbers of the last tensor that have any small integer. */
  private static final int LEAST_FILL = 2;

  static Scenario of(long seed) {
    SplittableRandom random = new Draws(seed).of("scenario");
    String drawn = pick(random, RULES);
    boolean masked = MaskSettings.areIn(seed);
    String rule = masked ? "unweighted" : drawn;
    int least =
        masked ? MaskSettings.LEAST : AggregationRule.parse(rule).orElseThrow().leastUpdates();
    int clients = random.nextInt(Math.max(3, least), 8);
    int choice = least > 1 ? 0 : random.nextInt(3);
    if (masked && clients >= LEAST_OF_A_FRACTION) {
      choice = random.nextInt(2);
    }
    String overSelection = new String[] {"1", "1.3", "2"}[choice];
    String fraction = new String[] {"1", "0.6", "0.4"}[choice];
    int cohort = (int) (clients * Double.parseDouble(fraction));
    int quorum = random.nextInt(least, cohort + 1);
    int minimum = random.nextInt(least, quorum + 1);
    boolean training = random.nextInt(3) == 0;
    int rounds = training ? random.nextInt(2, 5) : new int[] {1, 1, 1, 2, 2, 3}[random.nextInt(6)];
    int deadline = random.nextInt(30, 300);
    RawSettings settings =
        RawSettings.empty()
            .with("job", "one-hot", "schedule")
            .with("model", "one-hot", "schedule")
            .with("clients", Integer.toString(clients), "schedule")
            .with("fraction", fraction, "schedule")
            .with("quorum", Integer.toString(quorum), "schedule")
            .with("minimum", Integer.toString(minimum), "schedule")
            .with("over_selection", overSelection, "schedule")
            .with("rounds", Integer.toString(rounds), "schedule")
            .with("deadline_seconds", Integer.toString(deadline), "schedule")
            .with("aggregation", rule, "schedule")
            .with("server_momentum", pick(random, "0", "0", "0.5"), "schedule")
            .with("server_learning_rate", pick(random, "1", "1", "0.5"), "schedule")
            .with("clip_update_norm", pick(random, "0", "0", "1", "4"), "schedule")
            .with("target_accuracy", pick(random, "0", "0", "0.25"), "schedule")
            .with("max_update_norm", pick(random, "0", "16"), "schedule")
            .with("evaluate_every", pick(random, "0", "1", "2"), "schedule");
    double latency = new double[] {5, 50, 500, 2_000}[random.nextInt(4)];
    double trainingMillis = new double[] {100, 2_000, 20_000, 60_000}[random.nextInt(4)];
    int page = new int[] {1, 3, 1000}[random.nextInt(3)];
    int parts = new int[] {0, 0, 2, 3}[random.nextInt(4)];
    boolean burst = random.nextInt(3) == 0;
    int groups = new int[] {0, 0, 0, 0, 2, 3}[random.nextInt(6)];
    int digits = new int[] {0, 0, 3}[random.nextInt(3)];
    int range = new int[] {1, 2, 1 << 22}[random.nextInt(3)];
    RawSettings all = masked ? MaskSettings.in(seed, settings) : settings;
    JobConfig config = PrivacySettings.job(seed, all, rule, clients, quorum, rounds);
    boolean large = random.nextInt(4) == 0;
    ModelSize size =
        large
            ? ModelSize.large(config, random.nextInt(4), random.nextBoolean())
            : ModelSize.small(config, parts, range);
    boolean leased = rule.equals("weighted") && new Draws(seed).of("data shards").nextInt(2) == 0;
    return new Scenario(
        config,
        large ? Math.min(latency, LATENCY_OF_LARGE) : latency,
        trainingMillis,
        burst,
        size,
        new Portions(
            page,
            groups,
            digits,
            Portions.seats(seed),
            large ? size.batch() : SMALL_BATCH,
            Portions.blocks(seed),
            Portions.limits(seed)),
        roster(seed, clients),
        leased,
        training ? Course.TRAINING : Course.OPERATOR,
        Duration.ofMinutes(10L * rounds));
  }

  /** Ids of all clients, or a pattern that admits their other ids as well. */
  private static Optional<Roster> roster(long seed, int clients) {
    return switch (new Draws(seed).of("roster").nextInt(6)) {
      case 0 -> Optional.of(new Roster(List.of("client-*")));
      case 1 ->
          Optional.of(new Roster(IntStream.range(0, clients).mapToObj(Scenario::client).toList()));
      default -> Optional.empty();
    };
  }

  private static String pick(SplittableRandom random, String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /** One coordinate for each client, unless there are many, and others that nobody moves. */
  ModelLayout layout() {
    return ModelLayout.of(
        TensorSpec.of("w", 1, size.moved()),
        TensorSpec.of("scalar"),
        TensorSpec.of("b", size.fill()));
  }

  boolean training() {
    return course == Course.TRAINING;
  }

  /** Whether updates are masked. */
  boolean masked() {
    return config.masking().isPresent();
  }

  /** How the functions divide the model of a round. */
  PartChoice partChoice() {
    return round -> size.division();
  }

  /** How the master divides a sum. */
  GroupChoice groupChoice() {
    return (parameters, contributors, partials, updates) -> {
      if (size.isLarge()) {
        return size.groups(contributors, partials, updates);
      }
      int most = Math.min(portions.groups(), partials + updates);
      return most < 2 ? 0 : most;
    };
  }

  /** How steps read and fold updates, and how many. */
  Resources resources() {
    Reads reads = new Reads(Runnable::run, 1, Float.BYTES * size.range(), Memory.GATHER_BYTES);
    return new Resources(reads, 1, portions.blocks(), portions.limits());
  }

  /** How long an event is invisible to other workers. */
  Duration visibility() {
    return size.isLarge() ? Duration.ofMinutes(12) : Duration.ofMinutes(1);
  }

  /** A client's id. */
  static String client(int number) {
    return "client-" + number;
  }

  /**
   * What an honest client sends. Where updates are added up it is one-hot, and another power of two
   * for each round, so that an old update does not look like a new one. Where they are compared it
   * is small integers that differ from client to client.
   */
  float[] update(int client, int round) {
    float[] numbers = new float[layout().parameterCount()];
    if (config.aggregation().isMean()) {
      numbers[client % size.moved()] = 1 << (round % 4);
    } else {
      int first = numbers.length - size.fill() + LEAST_FILL;
      for (int i = 0; i < first; i++) {
        numbers[i] = (7 * client * (i + 1) + 3 * i * i + 5 * round) % 11 - 5;
      }
      // The norm of a large model stays under the job's bound.
      for (int i = first; i < numbers.length; i += 4) {
        numbers[i] = (client + i + round) % 3 - 1;
      }
    }
    return numbers;
  }

  /** The data shards: one for each client, and one that is as large as what anyone has. */
  DataIndex dataIndex() {
    List<DataIndex.DataShard> dataShards = new ArrayList<>();
    dataShards.add(new DataIndex.DataShard("largest", MOST_EXAMPLES));
    for (int client = 0; client < config.clients(); client++) {
      dataShards.add(new DataIndex.DataShard(dataShard(client), dataShardExamples(client)));
    }
    return new DataIndex(config.dataset(), List.of(1), 2, dataShards);
  }

  static String dataShard(int client) {
    return "shard-" + client;
  }

  /** Of some clients, fewer than they report. */
  static int dataShardExamples(int client) {
    return 2 + 3 * client % 7;
  }

  String lease(int client) {
    return ObjectKeys.lease(config.dataset(), dataShard(client));
  }

  /** What the evaluation of a round's version finds. */
  static double accuracy(int round) {
    return round / 8.0;
  }

  /**
   * What an honest client measures of the version that it starts from, in binary fractions. Each
   * has other examples and another value, so that one that counts twice or not at all shows. Not
   * all clients measure the same, and one's loss is not finite.
   */
  static Measurement measured(int client, int round) {
    double loss = client == 2 ? Double.NaN : (client + 8 * (round % 4)) / 16.0;
    return new Measurement(
        1L << client % 8, Map.of("loss", loss, client % 2 == 0 ? "even" : "odd", loss / 2));
  }

  static long examples(int client, int round) {
    return 1 + (7L * client + 3L * round) % MOST_EXAMPLES;
  }
}
