package dev.rondo.faults;

import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.random.Draws;
import dev.rondo.protocol.round.AggregationRule;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.settings.RawSettings;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * What a schedule is about, drawn from its seed: the job, and how fast things go.
 *
 * @param config the job
 * @param latencyMillis what a call of a service takes, about
 * @param trainingMillis what a client trains, about
 * @param burst whether all clients take that long and so arrive together, around the quorum
 * @param pageSize how many keys a listing reads at once
 * @param parts how many parts the model is cut into; 0 is none
 * @param groups into how many groups a whole model's sum is divided; 0 is none
 * @param digits seats whose numbers differ in so many last digits are counted together
 * @param range numbers of an update that a part reads at a time, at most
 * @param training whether the training state machine runs the rounds, instead of an operator
 * @param quiet no faults happen after this time
 */
record Scenario(
    JobConfig config,
    double latencyMillis,
    double trainingMillis,
    boolean burst,
    int pageSize,
    int parts,
    int groups,
    int digits,
    int range,
    boolean training,
    Duration quiet) {

  private static final String[] RULES = {
    "weighted", "weighted", "unweighted", "unweighted", "median", "trimmed:0.3", "krum:1"
  };

  static Scenario of(long seed) {
    SplittableRandom random = new Draws(seed).of("scenario");
    String rule = pick(random, RULES);
    int least = AggregationRule.parse(rule).orElseThrow().leastUpdates();
    int clients = random.nextInt(Math.max(3, least), 8);
    int choice = least > 1 ? 0 : random.nextInt(3);
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
    return new Scenario(
        JobConfig.of(settings),
        latency,
        trainingMillis,
        burst,
        page,
        parts,
        groups,
        digits,
        range,
        training,
        Duration.ofMinutes(10L * rounds));
  }

  private static String pick(SplittableRandom random, String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /** One coordinate for each client, and a few that nobody moves. */
  ModelLayout layout() {
    return ModelLayout.of(
        TensorSpec.of("w", 1, config.clients()), TensorSpec.of("scalar"), TensorSpec.of("b", 2));
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
      numbers[client] = 1 << (round % 4);
    } else {
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = (7 * client * (i + 1) + 3 * i * i + 5 * round) % 11 - 5;
      }
    }
    return numbers;
  }

  /** What the evaluation of a round's version finds. */
  static double accuracy(int round) {
    return round / 8.0;
  }

  static long examples(int client, int round) {
    return 1 + (7L * client + 3L * round) % 16;
  }
}
