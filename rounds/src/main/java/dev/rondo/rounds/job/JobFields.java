package dev.rondo.rounds.job;

import static dev.rondo.rounds.job.JobKinds.MILLION;
import static dev.rondo.settings.Kinds.aboveZeroTo;
import static dev.rondo.settings.Kinds.atLeastZero;
import static dev.rondo.settings.Kinds.fromOneTo;
import static dev.rondo.settings.Kinds.fromZeroTo;
import static dev.rondo.settings.Kinds.fromZeroToBelowOne;
import static dev.rondo.settings.Kinds.integer;

import dev.rondo.protocol.data.HeaderRule;
import dev.rondo.protocol.data.Scaling;
import dev.rondo.protocol.encoding.Encoding;
import dev.rondo.protocol.model.RoleRules;
import dev.rondo.protocol.round.AggregationRule;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.training.TrainerConfig;
import dev.rondo.settings.Field;
import dev.rondo.settings.Kind;
import dev.rondo.settings.Kinds;
import dev.rondo.settings.Naming;
import dev.rondo.settings.Schema;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All settings of a job, in the order of job.json and of docs/configuration.md. The YAML reader,
 * flags, help texts, job.json, the default name of a job and the documentation follow from them.
 */
public final class JobFields {

  /**
   * The longest that a round may wait: five days. A stack keeps updates for six days at least, and
   * their events and the seats for longer.
   */
  public static final int LONGEST_DEADLINE_SECONDS = 432_000;

  private static final Schema.Builder FIELDS = Schema.builder(Naming.KEY);

  public static final Field<String> JOB =
      FIELDS.add(
          Field.derived(
              "job",
              JobKinds.jobName(),
              "model, split and a digest of the settings",
              JobNames::of,
              "name of the job; its results are stored under this name"));

  /** The name of a model that the trainer makes. */
  public static final String MODEL_OF_TRAINER = "trainer";

  public static final Field<String> MODEL =
      FIELDS.add(
          "model",
          Kinds.text(),
          "mcmahan-2nn",
          "mcmahan-2nn, mcmahan-cnn, kubefl-cnn, the path of a DL4J configuration in JSON or of a"
              + " safetensors file, or trainer if the trainer makes the initial model");

  /** The name of no data set: the trainer has its own data. */
  public static final String NO_DATASET = Plan.NO_DATASET;

  public static final Field<String> DATASET =
      FIELDS.add(
          "dataset",
          Kinds.text(),
          "mnist",
          "mnist, the path of a CSV file or of a folder of CSV or IDX files, or none if the"
              + " trainer has its own data");
  public static final Field<Optional<String>> LABEL =
      FIELDS.add(
          "label",
          Kinds.optional(Kinds.text()),
          "",
          "column of a CSV file with the labels; without it, the one that is named label, target,"
              + " class, outcome, diagnosis or species, or else y; if the file has no line of"
              + " names, the number of the column, from 1");
  public static final Field<HeaderRule> HEADER =
      FIELDS.add(
          "header",
          Kinds.choice(List.of(HeaderRule.values()), HeaderRule::toString),
          "auto",
          "whether the first line of a CSV file has the names of the columns; auto means that it"
              + " has if none of them is a number, and is an error if one is");
  public static final Field<Optional<String>> IGNORE_COLUMNS =
      FIELDS.add(
          "ignore_columns",
          Kinds.optional(Kinds.text()),
          "",
          "columns of a CSV file that are not used, separated by commas");
  public static final Field<Scaling> SCALE =
      FIELDS.add(
          "scale",
          Kinds.choice(List.of(Scaling.values()), Scaling::toString),
          "none",
          "how the values of a CSV file are scaled: not at all, minus the mean and divided by the"
              + " standard deviation of the training data, or divided by 255");
  public static final Field<SplitRule> SPLIT =
      FIELDS.add(
          "split",
          JobKinds.split(),
          "iid",
          "how examples are split among the clients: at random, by shards of sorted labels, by a"
              + " number of labels per client, or by a Dirichlet distribution");
  public static final Field<Integer> CLIENTS =
      FIELDS.add("clients", integer(1, MILLION), "100", "number of clients that hold data");
  public static final Field<Integer> EXAMPLES_PER_CLIENT =
      FIELDS.add(
          "examples_per_client",
          integer(0, 1000 * MILLION),
          "0",
          "examples that each client trains on; 0 splits all examples");
  public static final Field<Double> FRACTION =
      FIELDS.add(
          "fraction",
          fromZeroTo(1),
          "0.1",
          "fraction of the clients whose updates a round asks for (McMahan's C); 0 means one"
              + " client");
  public static final Field<Integer> ROUNDS =
      FIELDS.add("rounds", integer(1, MILLION), "100", "number of the last round");
  public static final Field<Double> TARGET_ACCURACY =
      FIELDS.add(
          "target_accuracy",
          fromZeroTo(1),
          "0.97",
          "test accuracy at which training stops early; 0 trains until the last round");
  public static final Field<Target.Metric> TARGET_METRIC =
      FIELDS.add(
          "target_metric",
          JobKinds.metric(),
          "accuracy",
          "metric at whose target_value training stops early; less is better if its name ends in"
              + " loss or error, or with NAME:min; more is better otherwise, or with NAME:max");
  public static final Field<Optional<Double>> TARGET_VALUE =
      FIELDS.add(
          Field.derived(
              "target_value",
              JobKinds.numberOrNone(),
              "target_accuracy; none for another target_metric, or if evaluate_every is 0",
              JobRules::targetValue,
              "value of target_metric at which training stops early, measured on test data or by"
                  + " clients; none trains until the last round"));
  public static final Field<Integer> EPOCHS =
      FIELDS.add(
          "epochs",
          integer(1, MILLION),
          "1",
          "passes of a client over its examples per round (McMahan's E)");
  public static final Field<Integer> BATCH_SIZE =
      FIELDS.add(
          byModel(
              "batch_size",
              integer(1, MILLION),
              "10",
              Map.of("kubefl-cnn", "64"),
              "examples per training step (McMahan's B)"));
  public static final Field<Double> LEARNING_RATE =
      FIELDS.add(
          byModel(
              "learning_rate",
              aboveZeroTo(1000),
              "0.1",
              Map.of("kubefl-cnn", "0.01"),
              "step size of a client's SGD"));
  public static final Field<Double> MOMENTUM =
      FIELDS.add(
          byModel(
              "momentum",
              fromZeroToBelowOne(),
              "0",
              Map.of("kubefl-cnn", "0.5"),
              "momentum of a client's SGD; reset in each round"));
  public static final Field<Double> PROX_MU =
      FIELDS.add("prox_mu", fromZeroTo(1000), "0", "proximal weight of FedProx; 0 turns it off");
  public static final Field<Double> CLIP =
      FIELDS.add(
          "clip",
          atLeastZero(),
          "0",
          "maximum L2 norm of a client's gradient; 0 turns clipping off");
  public static final Field<TrainerConfig> TRAINER_CONFIG =
      FIELDS.add(
          "trainer_config",
          JobKinds.trainerConfig(),
          "",
          "settings for the trainer, which it receives as round.config");
  public static final Field<ServerOptimizerKind> SERVER_OPTIMIZER =
      FIELDS.add(
          "server_optimizer",
          JobKinds.serverOptimizer(),
          "fedavg",
          "how the averaged update moves the model: FedAvg (with server_momentum: FedAvgM), or"
              + " FedAdagrad, FedAdam or FedYogi of Reddi et al. 2021");
  public static final Field<Double> SERVER_LEARNING_RATE =
      FIELDS.add(
          Field.derived(
              "server_learning_rate",
              aboveZeroTo(1000),
              "1; 0.01 for fedadagrad, fedadam and fedyogi",
              values -> values.get(JobFields.SERVER_OPTIMIZER).isAdaptive() ? 0.01 : 1.0,
              "step size with which the server applies the averaged update"));
  public static final Field<Double> SERVER_MOMENTUM =
      FIELDS.add(
          "server_momentum", fromZeroToBelowOne(), "0", "momentum of the server, with fedavg only");
  public static final Field<Double> SERVER_BETA1 =
      FIELDS.add(
          "server_beta1",
          fromZeroToBelowOne(),
          "0.9",
          "decay of the mean update, with fedadagrad, fedadam and fedyogi");
  public static final Field<Double> SERVER_BETA2 =
      FIELDS.add(
          "server_beta2",
          fromZeroToBelowOne(),
          "0.99",
          "decay of the mean squared update, with fedadam and fedyogi");
  public static final Field<Double> SERVER_TAU =
      FIELDS.add(
          "server_tau",
          aboveZeroTo(1000),
          "0.001",
          "degree of adaptivity of fedadagrad, fedadam and fedyogi; the smaller, the more a step"
              + " depends on earlier updates of the same parameter");
  public static final Field<AggregationRule> AGGREGATION =
      FIELDS.add(
          Field.derived(
              "aggregation",
              JobKinds.aggregation(),
              "weighted; unweighted for kubefl-cnn, and with privacy or secure_aggregation",
              PrivacyRules::aggregation,
              "how updates are averaged: weighted by examples, unweighted, or by a rule that limits"
                  + " the effect of malicious updates (median, trimmed mean, multi-Krum)"));
  public static final Field<Integer> QUORUM =
      FIELDS.add(
          Field.derived(
              "quorum",
              integer(1, MILLION),
              "fraction x clients",
              JobRules::cohortSize,
              "number of valid updates at which a round stops waiting"));
  public static final Field<Integer> MINIMUM =
      FIELDS.add(
          Field.derived(
              "minimum",
              integer(1, MILLION),
              "half the quorum, rounded up",
              values -> (values.get(JobFields.QUORUM) + 1) / 2,
              "a round with fewer valid updates at its deadline is abandoned"));
  public static final Field<Double> OVER_SELECTION =
      FIELDS.add(
          "over_selection",
          fromOneTo(1000),
          "1",
          "seats per update that a round asks for; values above 1 compensate for drop-outs and"
              + " stragglers");
  public static final Field<Double> DEADLINE_SECONDS =
      FIELDS.add(
          "deadline_seconds",
          aboveZeroTo(LONGEST_DEADLINE_SECONDS),
          "600",
          "seconds after which a round stops waiting; virtual seconds in a simulation");
  public static final Field<Double> MAX_UPDATE_NORM =
      FIELDS.add(
          "max_update_norm",
          atLeastZero(),
          "0",
          "updates with a larger L2 norm are rejected; 0 is no limit");
  public static final Field<Double> CLIP_UPDATE_NORM =
      FIELDS.add(
          "clip_update_norm",
          atLeastZero(),
          "0",
          "updates with a larger L2 norm are scaled down to it; 0 turns clipping off");
  public static final Field<Integer> MAX_EXAMPLES =
      FIELDS.add(
          "max_examples",
          integer(0, 1000 * MILLION),
          "0",
          "the largest number of examples that counts for one update; more examples add no"
              + " weight; 0 uses the size of the largest data shard");
  public static final Field<Double> MAX_WEIGHT_RATIO =
      FIELDS.add(
          "max_weight_ratio",
          fromZeroTo(MILLION),
          "10",
          "how many times the median weight one client's update may have, at least 1; never more"
              + " than half of the total weight; 0 is no limit");
  public static final Field<Encoding> ENCODING =
      FIELDS.add(
          "encoding",
          Kinds.choice(Encoding.OF_JOBS, Encoding::text),
          "f32",
          "how clients write the numbers of an update: 4 bytes each (f32), 2 (bf16, f16), or 1 and"
              + " a scale for 256 (i8)");
  public static final Field<RoleRules> ROLES =
      FIELDS.add(
          "roles",
          JobKinds.roles(),
          "",
          "what the server does with tensors of a safetensors file or of a trainer's model, by"
              + " patterns of their names: average the updates and move the model by the server"
              + " optimizer (mean), average only (statistic), take the largest value (max), never"
              + " change them (keep), or leave them to each client (personal)");

  public static final Field<PrivacyMechanism> PRIVACY =
      FIELDS.add(
          Field.derived(
              "privacy",
              Kinds.choice(List.of(PrivacyMechanism.values()), PrivacyMechanism::toString),
              "none; with privacy_epsilon, blt, or gaussian if privacy_sampling is poisson",
              PrivacyRules::mechanism,
              "differential privacy of each client in every version: none, with noise that is"
                  + " independent from round to round (gaussian), or with correlated noise, which"
                  + " a training needs less of (blt)"));
  public static final Field<Double> PRIVACY_EPSILON =
      FIELDS.add(
          "privacy_epsilon",
          fromZeroTo(1000),
          "0",
          "the largest epsilon that all rounds together may spend; required with privacy");
  public static final Field<Double> PRIVACY_DELTA =
      FIELDS.add(
          "privacy_delta",
          fromZeroToBelowOne(),
          "0.00001",
          "the delta with which epsilon holds, below 1/clients");
  public static final Field<ClientSampling> PRIVACY_SAMPLING =
      FIELDS.add(
          "privacy_sampling",
          Kinds.choice(List.of(ClientSampling.values()), ClientSampling::toString),
          "none",
          "poisson lets each client join a round with the probability fraction, and accounts for"
              + " that; in a simulation only, because on AWS clients come when they like");
  public static final Field<Integer> PRIVACY_COOL_DOWN =
      FIELDS.add(
          Field.derived(
              "privacy_cool_down",
              integer(0, MILLION),
              "clients / (2 x quorum) with privacy; 1 with poisson; else 0",
              PrivacyRules::coolDown,
              "rounds from one contribution of a client to its next, at least; 1 admits it to every"
                  + " round"));
  public static final Field<Integer> PRIVACY_CAP =
      FIELDS.add(
          Field.derived(
              "privacy_cap",
              integer(0, MILLION),
              "rounds / privacy_cool_down with privacy, else 0",
              PrivacyRules::cap,
              "rounds to which one client may contribute, at most"));
  public static final Field<BltBuffers> PRIVACY_BLT =
      FIELDS.add(
          Field.derived(
              "privacy_blt",
              JobKinds.bltDesign(),
              "the buffers with the least error, with privacy blt",
              PrivacyRules::blt,
              "number of rounds, and the buffers that correlate their noise, each as"
                  + " DECAY/WEIGHT"));
  public static final Field<Double> PRIVACY_NOISE =
      FIELDS.add(
          Field.derived(
              "privacy_noise",
              Kinds.atLeastZero(),
              "the smallest with which all rounds stay within privacy_epsilon; 0 without privacy",
              PrivacyRules::noise,
              "noise multiplier: standard deviation of the noise in units of clip_update_norm"));

  public static final Field<SecureAggregationKind> SECURE_AGGREGATION =
      FIELDS.add(
          "secure_aggregation",
          Kinds.choice(List.of(SecureAggregationKind.values()), SecureAggregationKind::toString),
          "none",
          "whether clients mask their updates, so that only the sum of a round can be read, with a"
              + " helper in another account that adds up the masks");
  public static final Field<Optional<String>> HELPER_FUNCTION =
      FIELDS.add(
          Field.derived(
              "helper_function",
              Kinds.optional(Kinds.text()),
              "rondo-helper with secure_aggregation, which suits a simulation; else empty",
              SecureAggregationRules::helper,
              "ARN of the helper's function"));

  public static final Field<Long> SEED =
      FIELDS.add(
          "seed",
          Kinds.longInteger(),
          "1",
          "seed of all random numbers; the same seed gives the same model");
  public static final Field<Integer> EVALUATE_EVERY =
      FIELDS.add(
          "evaluate_every",
          integer(0, MILLION),
          "1",
          "rounds between evaluations; the last round is always evaluated; 0 turns evaluation off");
  public static final Field<Boolean> CLIENT_EVALUATION =
      FIELDS.add(
          Field.derived(
              "client_evaluation",
              Kinds.bool(),
              "true if evaluate_every is 0 and there is neither privacy nor secure_aggregation,"
                  + " else false",
              values ->
                  values.get(JobFields.EVALUATE_EVERY) == 0
                      && !PrivacyRules.isPrivate(values)
                      && !SecureAggregationRules.isMasked(values),
              "whether metrics count that clients measure, on examples that they hold out, of the"
                  + " version that they start from; false turns them off"));
  public static final Field<Double> DROP_OUT =
      FIELDS.add(
          "drop_out",
          fromZeroTo(1),
          "0",
          "probability that a client drops out after it has taken a seat, in a simulation; a client"
              + " that had no seat in this round takes the seat 120 seconds later");
  public static final Field<Stragglers> STRAGGLERS =
      FIELDS.add(
          "stragglers",
          JobKinds.stragglers(),
          "none",
          "fraction of slow clients and how many times longer they take, in a simulation");

  /** All of the above, and the rules between them. */
  public static final Schema SCHEMA = JobRules.addTo(FIELDS).build();

  /** These may change on an existing job: they say how long it trains, not how. */
  static final List<Field<?>> EXTENDABLE =
      List.of(ROUNDS, TARGET_ACCURACY, TARGET_METRIC, TARGET_VALUE, CLIENT_EVALUATION);

  /**
   * Settings that were added after the default names of jobs were fixed. At their default they are
   * not part of the name, so that the same settings still find the same job.
   */
  static final Map<Field<?>, String> YOUNGER =
      Map.ofEntries(
          Map.entry(CLIP_UPDATE_NORM, "0"),
          Map.entry(MAX_EXAMPLES, "0"),
          Map.entry(MAX_WEIGHT_RATIO, "10"),
          Map.entry(ROLES, ""),
          Map.entry(ENCODING, "f32"),
          Map.entry(PRIVACY, "none"),
          Map.entry(PRIVACY_EPSILON, "0"),
          Map.entry(PRIVACY_DELTA, "0.00001"),
          Map.entry(PRIVACY_SAMPLING, "none"),
          Map.entry(PRIVACY_COOL_DOWN, "0"),
          Map.entry(PRIVACY_CAP, "0"),
          Map.entry(PRIVACY_BLT, ""),
          Map.entry(PRIVACY_NOISE, "0"),
          Map.entry(SECURE_AGGREGATION, "none"),
          Map.entry(HELPER_FUNCTION, ""),
          Map.entry(TRAINER_CONFIG, ""),
          Map.entry(LABEL, ""),
          Map.entry(HEADER, "auto"),
          Map.entry(IGNORE_COLUMNS, ""),
          Map.entry(SCALE, "none"),
          Map.entry(SERVER_OPTIMIZER, "fedavg"),
          Map.entry(SERVER_BETA1, "0.9"),
          Map.entry(SERVER_BETA2, "0.99"),
          Map.entry(SERVER_TAU, "0.001"));

  private JobFields() {}

  /** A field whose default differs for some models. */
  private static <T> Field<T> byModel(
      String key, Kind<T> kind, String byDefault, Map<String, String> others, String description) {
    StringBuilder words = new StringBuilder(byDefault);
    others.forEach(
        (model, other) -> words.append("; ").append(other).append(" for ").append(model));
    return Field.derived(
        key,
        kind,
        words.toString(),
        values -> kind.parse(others.getOrDefault(values.get(MODEL), byDefault)).orElseThrow(),
        description);
  }
}
