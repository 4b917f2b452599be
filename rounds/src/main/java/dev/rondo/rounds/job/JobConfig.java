package dev.rondo.rounds.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.protocol.round.AggregationRule;
import dev.rondo.protocol.training.TrainingSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that decides how a job runs. {@link JobConfigs#resolve} makes it of YAML and flags;
 * docs/configuration.md lists the settings with their defaults and bounds.
 *
 * <p>The constructor throws {@link InvalidConfigException} for what no file could say either.
 *
 * @param job name of the job, {@code [a-z0-9][a-z0-9-]{0,62}}
 * @param model name of a model or path of a DL4J configuration
 * @param dataset name or path of a data set
 * @param split how examples are dealt to clients: {@code iid}, {@code shards:N}, {@code labels:N},
 *     {@code dirichlet:A}
 * @param clients number of holders of data
 * @param examplesPerClient examples each client trains on; 0 = all
 * @param fraction share of the clients whose updates a round wants
 * @param rounds the last round
 * @param targetAccuracy test accuracy (0 to 1) at which training stops; 0 = none
 * @param epochs passes over a client's examples a round
 * @param batchSize examples a step
 * @param learningRate step size of a client
 * @param momentum of a client; 0 = off
 * @param proxMu FedProx's weight; 0 = off
 * @param clip bound on the gradient's L2 norm; 0 = off
 * @param serverLearningRate step size of the server
 * @param serverMomentum of the server; 0 = off
 * @param aggregation how updates are averaged
 * @param quorum accepted updates at which a round stops waiting
 * @param minimum accepted updates below which a round is abandoned at its deadline
 * @param overSelection seats for each update that a round wants
 * @param deadlineSeconds seconds after which a round stops waiting
 * @param maxUpdateNorm L2 norm above which an update is rejected; 0 = no bound
 * @param clipUpdateNorm L2 norm to which a longer update is scaled down; 0 = off
 * @param seed start of every random draw
 * @param evaluateEvery rounds from one evaluation to the next
 * @param dropOut share of seats that bring nothing, in a simulation
 * @param stragglers slow clients, in a simulation
 */
public record JobConfig(
    String job,
    String model,
    String dataset,
    String split,
    int clients,
    int examplesPerClient,
    double fraction,
    int rounds,
    double targetAccuracy,
    int epochs,
    int batchSize,
    double learningRate,
    double momentum,
    double proxMu,
    double clip,
    double serverLearningRate,
    double serverMomentum,
    AggregationRule aggregation,
    int quorum,
    int minimum,
    double overSelection,
    double deadlineSeconds,
    double maxUpdateNorm,
    double clipUpdateNorm,
    long seed,
    int evaluateEvery,
    double dropOut,
    Stragglers stragglers) {

  public JobConfig {
    JobConfigs.check(
        List.of(
            job,
            model,
            dataset,
            split,
            clients,
            examplesPerClient,
            fraction,
            rounds,
            targetAccuracy,
            epochs,
            batchSize,
            learningRate,
            momentum,
            proxMu,
            clip,
            serverLearningRate,
            serverMomentum,
            aggregation,
            quorum,
            minimum,
            overSelection,
            deadlineSeconds,
            maxUpdateNorm,
            clipUpdateNorm,
            seed,
            evaluateEvery,
            dropOut,
            stragglers));
  }

  /** The updates that a round wants: max(1, round(fraction x clients)). */
  public int cohortSize() {
    return Rules.cohortSize(fraction, clients);
  }

  /** The seats that a round publishes: ceil(cohortSize x overSelection), in exact decimals. */
  public int seats() {
    return Rules.seats(cohortSize(), overSelection);
  }

  /** The part that clients need. */
  public TrainingSettings training() {
    return new TrainingSettings(epochs, batchSize, learningRate, momentum, proxMu, clip);
  }

  /** Every setting by its key in snake case, numbers as numbers. */
  public ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    Fields.ALL.forEach(field -> field.writeTo(json, this));
    return json;
  }

  /**
   * Reads what {@link #toJson} wrote. Strict: no key may be missing, unknown or of another type.
   *
   * @throws InvalidConfigException with every problem, its place being the key
   */
  public static JobConfig fromJson(JsonNode json) {
    return JobConfigs.fromJson(json);
  }

  /**
   * What differs from the configuration that a job was started with, as {@code learning_rate: 0.1
   * -> 0.2} (frozen to this). Rounds and target accuracy are left out: they may be changed later.
   */
  public List<String> differences(JobConfig frozen) {
    List<String> differences = new ArrayList<>();
    for (Field<?> field : Fields.ALL) {
      String before = field.text(frozen);
      String now = field.text(this);
      if (!Fields.EXTENDABLE.contains(field) && !before.equals(now)) {
        differences.add(field.key() + ": " + before + " -> " + now);
      }
    }
    return List.copyOf(differences);
  }
}
