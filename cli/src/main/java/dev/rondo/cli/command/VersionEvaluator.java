package dev.rondo.cli.command;

import dev.rondo.cli.console.UserError;
import dev.rondo.cli.run.Run;
import dev.rondo.learning.data.DataSets;
import dev.rondo.learning.data.Dataset;
import dev.rondo.learning.data.TrainTest;
import dev.rondo.learning.evaluation.Evaluator;
import dev.rondo.learning.evaluation.Evaluators;
import dev.rondo.learning.model.Model;
import dev.rondo.learning.model.Models;
import dev.rondo.protocol.training.Evaluation;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.simulation.RecordedJob;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Evaluates a job's versions with its data set and its model. Writes nothing, because another
 * process may own the store.
 */
final class VersionEvaluator {

  private final Run run;
  private final Path home;
  private Optional<Parts> parts = Optional.empty();

  /** Loaded when the first version needs it. */
  private record Parts(Model model, Dataset test, Evaluator evaluator) {}

  VersionEvaluator(Run run, Path home) {
    this.run = run;
    this.home = home;
  }

  /** The stored evaluation if there is one; recomputing it would give the same result. */
  Evaluation evaluate(int version) {
    return run.evaluation(version).orElseGet(() -> compute(version));
  }

  private Evaluation compute(int version) {
    if (parts.isEmpty()) {
      parts = Optional.of(load());
    }
    Parts with = parts.get();
    ModelByTensors file = ModelByTensors.read(run, run.manifest(version).modelKey());
    if (!file.fits(with.model().layout())) {
      throw new UserError(
          "Version %s of job %s does not have the tensors of the configured model %s for data set %s: the job was trained through the Java API with another model or data."
              .formatted(version, run.job(), run.config().model(), run.config().dataset()));
    }
    return with.evaluator().evaluate(file.parameters(with.model().layout()), with.test());
  }

  private Parts load() {
    JobConfig config = run.config();
    StoredInputs stored = new StoredInputs(run);
    Optional<Dataset> pushed = stored.test(config);
    Optional<TrainTest> read = pushed.isPresent() ? Optional.empty() : Optional.of(read(config));
    Dataset test = pushed.orElseGet(() -> read.orElseThrow().test());
    Model model =
        stored
            .model(config, test)
            .orElseGet(() -> Models.named(config.model(), test.exampleShape(), test.classes()));
    model.checkFits(test);
    read.ifPresent(data -> refuseOthers(config, data, model));
    return new Parts(
        model, test, Evaluators.forModel(model, Runtime.getRuntime().availableProcessors()));
  }

  private TrainTest read(JobConfig config) {
    return DataSets.load(
            config.dataset(), home, config.data(), StoredDescription.ofJob(run.store(), run.job()))
        .examples();
  }

  /** Throws if the model's configuration or the data are not those with which the job began. */
  private void refuseOthers(JobConfig config, TrainTest data, Model model) {
    List<String> differences =
        RecordedJob.differences(run.store(), run.job(), data, model, config.seed());
    if (!differences.isEmpty()) {
      throw new UserError(
          "Cannot evaluate job %s with model %s and data set %s: %s. They have changed since the job was created, or it was created through the Java API with others."
              .formatted(
                  run.job(), config.model(), config.dataset(), String.join(", ", differences)));
    }
  }
}
