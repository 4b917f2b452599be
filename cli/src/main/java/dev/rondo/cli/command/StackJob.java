package dev.rondo.cli.command;

import dev.rondo.cli.console.Text;
import dev.rondo.cli.console.UserError;
import dev.rondo.learning.data.DataShardFile;
import dev.rondo.learning.model.InitialModel;
import dev.rondo.learning.model.Model;
import dev.rondo.learning.model.Models;
import dev.rondo.learning.model.TensorModel;
import dev.rondo.operations.stack.Stack;
import dev.rondo.protocol.data.DataDescription;
import dev.rondo.protocol.data.DataIndex;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.job.JobFields;
import dev.rondo.rounds.job.SplitRule;
import dev.rondo.rounds.scale.EvaluationSize;
import dev.rondo.rounds.update.Roster;
import dev.rondo.settings.RawSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Creates a job in the bucket of a stack. */
final class StackJob {

  private final Stack stack;
  private final InstantSource clock;

  StackJob(Stack stack, InstantSource clock) {
    this.stack = stack;
    this.clock = clock;
  }

  /**
   * Creates the job.
   *
   * @param roster the clients that may contribute; empty to leave them as they are
   * @throws UserError if its data set was not uploaded, the model does not fit the data, or the job
   *     exists with other settings
   */
  JobCreation create(RawSettings settings, Optional<Roster> roster) {
    JobConfig asked = JobConfig.of(settings);
    Optional<DataDescription> description = description(asked);
    RawSettings read = StoredDescription.applied(settings, asked, description);
    Optional<byte[]> network = network(asked.model());
    // The job keeps the file's name, because the path is meaningless on another machine.
    boolean isFile = network.isPresent() || TensorModel.isNamed(asked.model());
    RawSettings named = read.with("job", asked.job(), "--job");
    JobConfig config =
        JobConfig.of(isFile ? named.with("model", fileName(asked.model()), "--model") : named);
    if (TensorModel.isNamed(asked.model()) || asked.dataset().equals(JobFields.NO_DATASET)) {
      return ofTrainers(config, asked, description, roster);
    }
    DataIndex index = index(config.dataset());
    Model model = Models.named(asked.model(), index.exampleShape(), index.classes());
    checkFits(model, index);
    List<String> notices = new ArrayList<>(model.notices());
    notices.addAll(notices(config, index));
    if (config.evaluateEvery() > 0) {
      notices.addAll(evaluation(config, model).notices());
    }
    return JobCreation.in(
        stack.store(), config, model, network, description, roster, clock.instant(), notices);
  }

  /** A job whose model or data only the clients' trainers know. */
  private JobCreation ofTrainers(
      JobConfig config,
      JobConfig asked,
      Optional<DataDescription> description,
      Optional<Roster> roster) {
    if (config.evaluateEvery() > 0) {
      throw new UserError(
          "The server cannot evaluate this job: only its trainers know the %s. Set evaluate_every to 0 (--evaluate-every 0)."
              .formatted(TensorModel.isNamed(asked.model()) ? "model" : "data"));
    }
    List<String> notices = new ArrayList<>();
    if (!config.dataset().equals(JobFields.NO_DATASET)) {
      notices.addAll(notices(config, index(config.dataset())));
    }
    InitialModel model =
        TensorModel.isNamed(asked.model())
            ? TensorModel.read(asked.model(), config.roles())
            : Models.named(asked.model());
    return JobCreation.in(
        stack.store(),
        config,
        model,
        Optional.empty(),
        description,
        roster,
        clock.instant(),
        notices);
  }

  private Optional<DataDescription> description(JobConfig asked) {
    return ObjectKeys.isDataset(asked.dataset())
        ? StoredDescription.ofDataset(stack.store(), asked.dataset())
        : Optional.empty();
  }

  private static Optional<byte[]> network(String model) {
    Path file = Path.of(model);
    if (Models.NAMES.contains(model) || TensorModel.isNamed(model) || !Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UserError("Cannot read " + file + ": " + Text.reason(e));
    }
  }

  private static String fileName(String model) {
    return String.valueOf(Path.of(model).getFileName());
  }

  private DataIndex index(String dataset) {
    if (!ObjectKeys.isDataset(dataset)) {
      throw new UserError(
          ("dataset: '%s' is not the name of an uploaded data set. Upload it with rondo data push,"
                  + " and use the name that it prints.")
              .formatted(Text.oneLine(dataset)));
    }
    return new Documents(stack.store())
        .read(ObjectKeys.dataIndex(dataset), DataIndex.class)
        .orElseThrow(
            () ->
                new UserError(
                    "Stack %s has no data set %s. To upload it: rondo data push %s --clients N --stack %s"
                        .formatted(stack.name(), dataset, dataset, stack.name())));
  }

  private static void checkFits(Model model, DataIndex index) {
    if (!model.inputShape().equals(index.exampleShape())) {
      throw new UserError(
          "Model %s expects examples of shape %s, but data set %s has %s."
              .formatted(model.name(), model.inputShape(), index.dataset(), index.exampleShape()));
    }
    if (index.classes() > model.classes()) {
      throw new UserError(
          "Model %s has %s outputs, but data set %s has labels up to %s."
              .formatted(model.name(), model.classes(), index.dataset(), index.classes() - 1));
    }
  }

  /** How much work an evaluation on the test data of the data set is. */
  private EvaluationSize evaluation(JobConfig config, Model model) {
    String key = ObjectKeys.testData(config.dataset());
    int parameters = model.layout().parameterCount();
    return stack
        .store()
        .get(key)
        .map(
            test -> {
              long bytes = test.info().size();
              long examples = test.read(in -> DataShardFile.examples(in, bytes, key));
              return new EvaluationSize(parameters, examples, bytes);
            })
        .orElse(new EvaluationSize(parameters, 0, 0));
  }

  private static List<String> notices(JobConfig config, DataIndex index) {
    List<String> notices = new ArrayList<>();
    int dataShards = index.dataShards().size();
    if (config.quorum() > dataShards) {
      notices.add(
          "A round waits for %s updates, but data set %s has %s data shards, so at most %s clients without their own data can train. Set --clients %s, or --quorum."
              .formatted(config.quorum(), config.dataset(), dataShards, dataShards, dataShards));
    }
    if (!config.split().equals(SplitRule.IID)
        || config.examplesPerClient() > 0
        || config.dropOut() > 0
        || config.stragglers().fraction() > 0) {
      notices.add(
          "split, examples_per_client, drop_out and stragglers apply to simulations only. On AWS,"
              + " rondo data push splits the data.");
    }
    return notices;
  }
}
