package dev.rondo.rounds.step;

import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.model.ModelFile;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.Role;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.round.AggregationRule;
import dev.rondo.protocol.safetensors.SafetensorsHeader;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.StoredObject;
import dev.rondo.rounds.cost.Protection;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.job.JobFields;
import dev.rondo.rounds.parts.PartChoice;
import dev.rondo.rounds.scale.AggregationModel;
import dev.rondo.rounds.scale.Division;
import dev.rondo.rounds.scale.RoundSize;
import java.util.List;

/**
 * Accepts the rounds of a job only if each of their steps fits into its function. It is asked when
 * a job is created and again when a round opens.
 */
public final class RoundFit {

  private final PartChoice choice;

  public RoundFit(PartChoice choice) {
    this.choice = choice;
  }

  /** Decides by the model of {@link AggregationModel}. */
  public static RoundFit standard() {
    return new RoundFit(AggregationModel.standard()::divide);
  }

  /**
   * Accepts a job that is about to be created.
   *
   * @throws InvalidInputException if its rounds do not fit, or no function could evaluate its model
   */
  public void admit(JobConfig config, ModelLayout layout) {
    if (config.differentialPrivacy().isPresent()) {
      requireMean(layout, "Privacy protects");
    }
    if (config.masking().isPresent()) {
      requireMean(layout, "Secure aggregation masks");
    }
    divide(config, layout, config.evaluateEvery() > 0);
  }

  /**
   * Noise and masks are for what is averaged. Other numbers of a client must not reach a version.
   */
  private static void requireMean(ModelLayout layout, String what) {
    List<String> open =
        layout.tensors().stream()
            .map(TensorSpec::name)
            .filter(name -> layout.role(name) == Role.STATISTIC || layout.role(name) == Role.MAX)
            .toList();
    if (!open.isEmpty()) {
      throw new InvalidInputException(
          "%s tensors of the role mean, but %s %s %s role statistic or max: set roles to keep, personal or mean for them"
              .formatted(
                  what,
                  open.size() == 1 ? "tensor" : "tensors",
                  open.size() <= 3
                      ? String.join(", ", open)
                      : String.join(", ", open.subList(0, 3))
                          + " and "
                          + (open.size() - 3)
                          + " more",
                  open.size() == 1 ? "has the" : "have the"));
    }
  }

  /**
   * How the model of a job's rounds is divided. An evaluation that does not fit is no reason to
   * refuse the rounds of a job that exists: it fails, and the round closes. A rule that is not a
   * mean needs model parts, even if that is one of the whole model; only multi-Krum needs distance
   * slices.
   *
   * @throws InvalidInputException if the rounds do not fit; it names the number of seats that would
   */
  public Division divide(JobConfig config, ModelLayout layout) {
    return divide(config, layout, false);
  }

  private Division divide(JobConfig config, ModelLayout layout, boolean evaluated) {
    AggregationRule rule = config.aggregation();
    int parameters = layout.parameterCount();
    int tensors = layout.tensors().size();
    Division chosen =
        choice.divide(
            new RoundSize(
                    parameters,
                    tensors,
                    config.seats(),
                    rule,
                    evaluated,
                    Math.max(1, stateVectors(config)))
                .with(protection(config), participants(config)));
    boolean pairs = rule.kind() == AggregationRule.Kind.MULTI_KRUM;
    int parts = Math.max(chosen.parts(), rule.isMean() ? 0 : 1);
    int slices = pairs ? Math.max(chosen.distanceSlices(), 1) : 0;
    return new Division(Math.min(parts, parameters), Math.min(slices, parameters));
  }

  private static Protection protection(JobConfig config) {
    Protection noise =
        config.differentialPrivacy().isPresent()
            ? Protection.blt(config.get(JobFields.PRIVACY_BLT).buffers().size())
            : Protection.NONE;
    return config.masking().isPresent() ? noise.withMasks() : noise;
  }

  /** Not more than all clients, and not more than all rounds have seats. */
  private static int participants(JobConfig config) {
    return (int) Math.min(config.clients(), (long) config.seats() * config.rounds());
  }

  private static int stateVectors(JobConfig config) {
    int vectors = config.optimizer().state().size();
    return config.masking().isPresent() // Then the helper keeps the buffers.
        ? vectors
        : vectors + config.get(JobFields.PRIVACY_BLT).buffers().size();
  }

  /**
   * The same for a job that exists.
   *
   * @param version whose model the next round starts from
   */
  public Division divide(ObjectStore store, JobConfig config, int version) {
    VersionManifest manifest =
        new Documents(store)
            .require(ObjectKeys.manifest(config.job(), version), VersionManifest.class);
    return divide(config, layout(store, manifest.modelKey()));
  }

  /** The layout of a stored model. */
  static ModelLayout layout(ObjectStore store, String modelKey) {
    StoredObject found =
        store
            .get(modelKey)
            .orElseThrow(() -> new IllegalStateException(modelKey + " does not exist"));
    SafetensorsHeader header = found.read(in -> SafetensorsHeader.read(in, found.info().size()));
    return ModelFile.layout(header, modelKey);
  }
}
