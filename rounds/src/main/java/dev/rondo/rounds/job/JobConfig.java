package dev.rondo.rounds.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.protocol.data.DataSettings;
import dev.rondo.protocol.model.RoleRules;
import dev.rondo.protocol.round.AggregationRule;
import dev.rondo.protocol.round.SecureAggregation;
import dev.rondo.protocol.training.TrainerConfig;
import dev.rondo.protocol.training.TrainingSettings;
import dev.rondo.rounds.optimizer.Adaptive;
import dev.rondo.rounds.optimizer.FedAvg;
import dev.rondo.rounds.optimizer.ServerMomentum;
import dev.rondo.rounds.optimizer.ServerOptimizer;
import dev.rondo.settings.Field;
import dev.rondo.settings.InvalidSettingsException;
import dev.rondo.settings.RawSettings;
import dev.rondo.settings.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The configuration of a job: a value for each of {@link JobFields}. Every configuration obeys the
 * bounds and rules of docs/configuration.md, whether it came from YAML, flags, code or job.json.
 */
public final class JobConfig {

  private final Values values;

  private JobConfig(Values values) {
    this.values = values;
  }

  /**
   * The configuration that the settings describe, with defaults for the others.
   *
   * @throws InvalidSettingsException with all problems
   */
  public static JobConfig of(RawSettings settings) {
    return new JobConfig(JobFields.SCHEMA.resolve(settings));
  }

  /** The value of a field. */
  public <T> T get(Field<T> field) {
    return values.get(field);
  }

  public String job() {
    return get(JobFields.JOB);
  }

  public String model() {
    return get(JobFields.MODEL);
  }

  public RoleRules roles() {
    return get(JobFields.ROLES);
  }

  public String dataset() {
    return get(JobFields.DATASET);
  }

  /** How the data set is read. */
  public DataSettings data() {
    return JobData.of(values);
  }

  public SplitRule split() {
    return get(JobFields.SPLIT);
  }

  public int clients() {
    return get(JobFields.CLIENTS);
  }

  public int examplesPerClient() {
    return get(JobFields.EXAMPLES_PER_CLIENT);
  }

  public int rounds() {
    return get(JobFields.ROUNDS);
  }

  /** The value of a metric at which the training ends; empty if only the last round ends it. */
  public Optional<Target> target() {
    return get(JobFields.TARGET_VALUE)
        .map(value -> new Target(get(JobFields.TARGET_METRIC), value));
  }

  /** The target if it is an accuracy; 0 if there is none, or that of another metric. */
  public double targetAccuracy() {
    return target().filter(Target::isAccuracy).map(Target::value).orElse(0.0);
  }

  public int epochs() {
    return get(JobFields.EPOCHS);
  }

  public int batchSize() {
    return get(JobFields.BATCH_SIZE);
  }

  public double learningRate() {
    return get(JobFields.LEARNING_RATE);
  }

  public double momentum() {
    return get(JobFields.MOMENTUM);
  }

  /** How the averaged update moves the model. */
  public ServerOptimizer optimizer() {
    return switch (get(JobFields.SERVER_OPTIMIZER)) {
      case FEDAVG ->
          serverMomentum() == 0
              ? new FedAvg(serverLearningRate())
              : new ServerMomentum(serverLearningRate(), serverMomentum());
      case FEDADAGRAD -> adaptive(Adaptive.Kind.ADAGRAD);
      case FEDADAM -> adaptive(Adaptive.Kind.ADAM);
      case FEDYOGI -> adaptive(Adaptive.Kind.YOGI);
    };
  }

  private Adaptive adaptive(Adaptive.Kind kind) {
    return new Adaptive(
        kind,
        serverLearningRate(),
        get(JobFields.SERVER_BETA1),
        get(JobFields.SERVER_BETA2),
        get(JobFields.SERVER_TAU));
  }

  public double serverLearningRate() {
    return get(JobFields.SERVER_LEARNING_RATE);
  }

  public double serverMomentum() {
    return get(JobFields.SERVER_MOMENTUM);
  }

  public AggregationRule aggregation() {
    return get(JobFields.AGGREGATION);
  }

  public int quorum() {
    return get(JobFields.QUORUM);
  }

  public int minimum() {
    return get(JobFields.MINIMUM);
  }

  public double deadlineSeconds() {
    return get(JobFields.DEADLINE_SECONDS);
  }

  public double maxUpdateNorm() {
    return get(JobFields.MAX_UPDATE_NORM);
  }

  public double clipUpdateNorm() {
    return get(JobFields.CLIP_UPDATE_NORM);
  }

  public int maxExamples() {
    return get(JobFields.MAX_EXAMPLES);
  }

  public double maxWeightRatio() {
    return get(JobFields.MAX_WEIGHT_RATIO);
  }

  public long seed() {
    return get(JobFields.SEED);
  }

  public int evaluateEvery() {
    return get(JobFields.EVALUATE_EVERY);
  }

  /** Whether clients measure the version that they start from. */
  public boolean clientEvaluation() {
    return get(JobFields.CLIENT_EVALUATION);
  }

  /** How the job protects its clients with differential privacy; empty if it does not. */
  public Optional<JobPrivacy> differentialPrivacy() {
    return JobPrivacy.of(values);
  }

  /** How the updates of a round are masked; empty if they are not. */
  public Optional<SecureAggregation> masking() {
    return SecureAggregationRules.of(values);
  }

  public double dropOut() {
    return get(JobFields.DROP_OUT);
  }

  public Stragglers stragglers() {
    return get(JobFields.STRAGGLERS);
  }

  /** The updates that a round asks for: max(1, round(fraction x clients)). */
  public int cohortSize() {
    return JobRules.cohortSize(values);
  }

  /** The seats that a round publishes: ceil(cohortSize x overSelection), in exact decimals. */
  public int seats() {
    return JobRules.seats(values);
  }

  /** The settings that clients train with. */
  public TrainingSettings training() {
    return new TrainingSettings(
        epochs(),
        batchSize(),
        learningRate(),
        momentum(),
        get(JobFields.PROX_MU),
        get(JobFields.CLIP));
  }

  /** Settings that only the trainer knows. */
  public TrainerConfig trainerConfig() {
    return get(JobFields.TRAINER_CONFIG);
  }

  /** All settings by their keys in snake case, numbers as JSON numbers. */
  public ObjectNode toJson() {
    return JobJson.write(values);
  }

  /**
   * Reads what {@link #toJson} wrote: all keys, no others, and numbers as JSON numbers.
   *
   * @throws InvalidSettingsException with all problems, the place of each being its key
   */
  public static JobConfig fromJson(JsonNode json) {
    return of(JobJson.read(json));
  }

  /**
   * What differs from the configuration that a job was started with, as {@code learning_rate: 0.1
   * -> 0.2} (frozen to this). Rounds and target accuracy are left out: they may change later.
   */
  public List<String> differences(JobConfig frozen) {
    List<String> differences = new ArrayList<>();
    for (Field<?> field : JobFields.SCHEMA.fields()) {
      String before = frozen.values.text(field);
      String now = values.text(field);
      if (!JobFields.EXTENDABLE.contains(field) && !before.equals(now)) {
        differences.add(field.key() + ": " + before + " -> " + now);
      }
    }
    return List.copyOf(differences);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JobConfig that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
