package dev.rondo.rounds.job;

import static dev.rondo.rounds.job.Kinds.MILLION;
import static dev.rondo.rounds.job.Kinds.aboveZeroTo;
import static dev.rondo.rounds.job.Kinds.atLeastZero;
import static dev.rondo.rounds.job.Kinds.fromOneTo;
import static dev.rondo.rounds.job.Kinds.fromZeroTo;
import static dev.rondo.rounds.job.Kinds.fromZeroToBelowOne;
import static dev.rondo.rounds.job.Kinds.integer;

import dev.rondo.protocol.round.AggregationRule;
import java.util.List;
import java.util.Map;

/**
 * The registry of all settings, in the order of {@link JobConfig}'s components. Reading, writing,
 * checking, comparing and documenting a configuration all go through it.
 */
final class Fields {

  /** The longest that a Step Functions execution lives. */
  private static final int YEAR_OF_SECONDS = 31_536_000;

  static final Field<String> JOB =
      Field.derived(
          "job",
          Kinds.jobName(),
          JobConfig::job,
          "model, split and a digest of the settings",
          JobNames::of,
          "name of the job; its results are kept under it");
  static final Field<String> MODEL =
      Field.of(
          "model",
          Kinds.text(),
          JobConfig::model,
          "mcmahan-2nn",
          "mcmahan-2nn, mcmahan-cnn, kubefl-cnn, or the path of a DL4J configuration as JSON");
  static final Field<String> DATASET =
      Field.of(
          "dataset",
          Kinds.text(),
          JobConfig::dataset,
          "mnist",
          "mnist, or the path of a folder of IDX files or of a CSV file");
  static final Field<String> SPLIT =
      Field.of(
          "split",
          Kinds.split(),
          JobConfig::split,
          "iid",
          "how the examples are dealt to the clients: evenly, by shards of sorted labels, by labels"
              + " a client, or by a Dirichlet distribution");
  static final Field<Integer> CLIENTS =
      Field.of("clients", integer(1, MILLION), JobConfig::clients, "100", "holders of data");
  static final Field<Integer> EXAMPLES_PER_CLIENT =
      Field.of(
          "examples_per_client",
          integer(0, 1000 * MILLION),
          JobConfig::examplesPerClient,
          "0",
          "examples that each client trains on; 0 deals out all");
  static final Field<Double> FRACTION =
      Field.of(
          "fraction",
          fromZeroTo(1),
          JobConfig::fraction,
          "0.1",
          "share of the clients whose updates a round wants, McMahan's C; 0 means one client");
  static final Field<Integer> ROUNDS =
      Field.of("rounds", integer(1, MILLION), JobConfig::rounds, "100", "the last round");
  static final Field<Double> TARGET_ACCURACY =
      Field.of(
          "target_accuracy",
          fromZeroTo(1),
          JobConfig::targetAccuracy,
          "0.97",
          "test accuracy at which training stops before the last round; 0 goes on to the last");
  static final Field<Integer> EPOCHS =
      Field.of(
          "epochs",
          integer(1, MILLION),
          JobConfig::epochs,
          "1",
          "passes of a client over its examples in a round, McMahan's E");
  static final Field<Integer> BATCH_SIZE =
      Field.byModel(
          "batch_size",
          integer(1, MILLION),
          JobConfig::batchSize,
          "10",
          Map.of("kubefl-cnn", "64"),
          "examples a training step, McMahan's B");
  static final Field<Double> LEARNING_RATE =
      Field.byModel(
          "learning_rate",
          aboveZeroTo(1000),
          JobConfig::learningRate,
          "0.1",
          Map.of("kubefl-cnn", "0.01"),
          "step size of a client's SGD");
  static final Field<Double> MOMENTUM =
      Field.byModel(
          "momentum",
          fromZeroToBelowOne(),
          JobConfig::momentum,
          "0",
          Map.of("kubefl-cnn", "0.5"),
          "momentum of a client's SGD; starts anew in each round");
  static final Field<Double> PROX_MU =
      Field.of(
          "prox_mu",
          fromZeroTo(1000),
          JobConfig::proxMu,
          "0",
          "FedProx's proximal weight; 0 is off");
  static final Field<Double> CLIP =
      Field.of(
          "clip",
          atLeastZero(),
          JobConfig::clip,
          "0",
          "bound on the L2 norm of a client's gradient; 0 is off");
  static final Field<Double> SERVER_LEARNING_RATE =
      Field.of(
          "server_learning_rate",
          aboveZeroTo(1000),
          JobConfig::serverLearningRate,
          "1",
          "step size of the server on the averaged update");
  static final Field<Double> SERVER_MOMENTUM =
      Field.of(
          "server_momentum",
          fromZeroToBelowOne(),
          JobConfig::serverMomentum,
          "0",
          "momentum of the server; 0 is FedAvg");
  static final Field<AggregationRule> AGGREGATION =
      Field.byModel(
          "aggregation",
          Kinds.aggregation(),
          JobConfig::aggregation,
          "weighted",
          Map.of("kubefl-cnn", "unweighted"),
          "how updates are averaged: each by its examples, all the same, or by a rule that hostile"
              + " updates cannot move far (median, trimmed mean, multi-Krum)");
  static final Field<Integer> QUORUM =
      Field.derived(
          "quorum",
          integer(1, MILLION),
          JobConfig::quorum,
          "fraction x clients",
          Rules::cohortSize,
          "accepted updates at which a round stops waiting");
  static final Field<Integer> MINIMUM =
      Field.derived(
          "minimum",
          integer(1, MILLION),
          JobConfig::minimum,
          "half the quorum, rounded up",
          values -> (values.get(Fields.QUORUM) + 1) / 2,
          "accepted updates below which a round is abandoned at its deadline");
  static final Field<Double> OVER_SELECTION =
      Field.of(
          "over_selection",
          fromOneTo(1000),
          JobConfig::overSelection,
          "1",
          "seats of a round for each update that it wants; above 1 makes up for drop-outs and"
              + " stragglers");
  static final Field<Double> DEADLINE_SECONDS =
      Field.of(
          "deadline_seconds",
          aboveZeroTo(YEAR_OF_SECONDS),
          JobConfig::deadlineSeconds,
          "600",
          "seconds after which a round stops waiting; virtual ones in a simulation");
  static final Field<Double> MAX_UPDATE_NORM =
      Field.of(
          "max_update_norm",
          atLeastZero(),
          JobConfig::maxUpdateNorm,
          "0",
          "L2 norm above which an update is rejected; 0 is no bound");
  static final Field<Double> CLIP_UPDATE_NORM =
      Field.of(
          "clip_update_norm",
          atLeastZero(),
          JobConfig::clipUpdateNorm,
          "0",
          "L2 norm to which a longer update is scaled down; 0 is off");
  static final Field<Long> SEED =
      Field.of(
          "seed",
          Kinds.seed(),
          JobConfig::seed,
          "1",
          "start of every random draw; the same seed gives the same model");
  static final Field<Integer> EVALUATE_EVERY =
      Field.of(
          "evaluate_every",
          integer(0, MILLION),
          JobConfig::evaluateEvery,
          "1",
          "rounds from one evaluation to the next; the last is always evaluated; 0 = never");
  static final Field<Double> DROP_OUT =
      Field.of(
          "drop_out",
          fromZeroTo(1),
          JobConfig::dropOut,
          "0",
          "share of the seats whose client brings nothing, in a simulation");
  static final Field<Stragglers> STRAGGLERS =
      Field.of(
          "stragglers",
          Kinds.stragglers(),
          JobConfig::stragglers,
          "none",
          "share of slow clients and how many times longer they take, in a simulation");

  static final List<Field<?>> ALL =
      List.of(
          JOB,
          MODEL,
          DATASET,
          SPLIT,
          CLIENTS,
          EXAMPLES_PER_CLIENT,
          FRACTION,
          ROUNDS,
          TARGET_ACCURACY,
          EPOCHS,
          BATCH_SIZE,
          LEARNING_RATE,
          MOMENTUM,
          PROX_MU,
          CLIP,
          SERVER_LEARNING_RATE,
          SERVER_MOMENTUM,
          AGGREGATION,
          QUORUM,
          MINIMUM,
          OVER_SELECTION,
          DEADLINE_SECONDS,
          MAX_UPDATE_NORM,
          CLIP_UPDATE_NORM,
          SEED,
          EVALUATE_EVERY,
          DROP_OUT,
          STRAGGLERS);

  /** These may be raised on a job that exists: they say how long it goes on, not what it does. */
  static final List<Field<?>> EXTENDABLE = List.of(ROUNDS, TARGET_ACCURACY);

  /**
   * Settings that are younger than the names of jobs: at their default they are no part of a name,
   * so that the same command goes on with the same job.
   */
  static final Map<Field<?>, String> YOUNGER = Map.of(CLIP_UPDATE_NORM, "0");

  /** Keys that the cohort size, and so the default quorum, follows from. */
  static final List<String> SIZES = List.of(CLIENTS.key(), FRACTION.key());

  private Fields() {}
}
