package dev.rondo.cli.command;

import dev.rondo.cli.console.Text;
import dev.rondo.cli.console.UserError;
import dev.rondo.cli.stack.Stack;
import dev.rondo.learning.model.Model;
import dev.rondo.learning.model.Models;
import dev.rondo.protocol.data.DataIndex;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.store.StoredObject;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.step.InitializeJob;
import dev.rondo.settings.RawSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Founds a job in the bucket of a stack, or finds that it is there already. */
final class JobFounder {

  private final Stack stack;
  private final ObjectStore store;
  private final InstantSource clock;

  /**
   * What was found or founded.
   *
   * @param config the job's configuration
   * @param model its model
   * @param existed whether the job was there before
   * @param notices what the user should know
   */
  record Founded(JobConfig config, Model model, boolean existed, List<String> notices) {}

  JobFounder(Stack stack, InstantSource clock) {
    this.stack = stack;
    this.store = stack.store();
    this.clock = clock;
  }

  /**
   * Founds the job.
   *
   * @throws UserError when its data set was not pushed, the model does not suit it, or the job is
   *     there with another configuration
   */
  Founded found(RawSettings settings) {
    JobConfig asked = JobConfig.of(settings);
    Optional<byte[]> network = network(asked.model());
    // The job keeps the file's name; a path says nothing on another machine.
    JobConfig config =
        network.isEmpty()
            ? asked
            : JobConfig.of(
                settings
                    .with("model", fileName(asked.model()), "--model")
                    .with("job", asked.job(), "--job"));
    DataIndex index = index(config.dataset());
    Model model = Models.named(asked.model(), index.exampleShape(), index.classes());
    checkFits(model, index);
    List<String> notices = new ArrayList<>(model.notices());
    notices.addAll(notices(config, index));
    InitializeJob initialize = new InitializeJob(store);
    Optional<JobConfig> existing = initialize.existing(config.job());
    if (existing.isPresent()) {
      extend(config, existing.get(), network);
    } else {
      network.ifPresent(
          bytes -> store.put(ObjectKeys.modelConfiguration(config.job()), Content.of(bytes)));
      initialize(initialize, config, model);
    }
    return new Founded(config, model, existing.isPresent(), notices);
  }

  private void initialize(InitializeJob initialize, JobConfig config, Model model) {
    try {
      initialize.run(config, model.layout(), model.initialize(config.seed()), clock.instant());
    } catch (IllegalStateException begunBefore) {
      throw new UserError(begunBefore.getMessage() + ". Give --job NAME to found another.");
    }
  }

  /** The number of rounds and the target may change; the rest is to be the same. */
  private void extend(JobConfig config, JobConfig existing, Optional<byte[]> network) {
    List<String> differences = new ArrayList<>(config.differences(existing));
    if (network.isPresent()
        && !read(ObjectKeys.modelConfiguration(config.job()))
            .filter(there -> Arrays.equals(there, network.get()))
            .isPresent()) {
      differences.add("the model's file is not the same");
    }
    if (!differences.isEmpty()) {
      throw new UserError(
          """
          Job %s is there already, with another configuration:
            %s
          Give --job NAME to train beside it.\
          """
              .formatted(config.job(), String.join("\n  ", differences)));
    }
    store.put(ObjectKeys.job(config.job()), Content.of(Json.bytes(config.toJson())));
  }

  private Optional<byte[]> read(String key) {
    Optional<StoredObject> found = store.get(key);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (StoredObject object = found.get()) {
      return Optional.of(object.body().readAllBytes());
    } catch (IOException e) {
      throw new StoreException("Could not read " + key, e);
    }
  }

  private static Optional<byte[]> network(String model) {
    Path file = Path.of(model);
    if (Models.NAMES.contains(model) || !Files.isRegularFile(file)) {
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
          ("dataset: '%s' is no data set in the bucket. Push it, then give the name that  rondo"
                  + " data push  prints.")
              .formatted(Text.oneLine(dataset)));
    }
    return new Documents(store)
        .read(ObjectKeys.dataIndex(dataset), DataIndex.class)
        .orElseThrow(
            () ->
                new UserError(
                    "Stack %s has no data set %s. Push it first:  rondo data push %s --clients N --stack %s"
                        .formatted(stack.name(), dataset, dataset, stack.name())));
  }

  private static void checkFits(Model model, DataIndex index) {
    if (!model.inputShape().equals(index.exampleShape())) {
      throw new UserError(
          "Model %s takes examples of the shape %s, the data set %s has %s."
              .formatted(model.name(), model.inputShape(), index.dataset(), index.exampleShape()));
    }
    if (index.classes() > model.classes()) {
      throw new UserError(
          "Model %s has %d outputs, the data set %s has labels up to %d."
              .formatted(model.name(), model.classes(), index.dataset(), index.classes() - 1));
    }
  }

  private static List<String> notices(JobConfig config, DataIndex index) {
    List<String> notices = new ArrayList<>();
    int shards = index.shards().size();
    if (config.quorum() > shards) {
      notices.add(
          "A round waits for %d updates, but the data set %s has %d shards, so without data of their own only %d clients can train. Give --clients %d, or --quorum."
              .formatted(config.quorum(), config.dataset(), shards, shards, shards));
    }
    if (!config.split().equals("iid")
        || config.examplesPerClient() > 0
        || config.dropOut() > 0
        || config.stragglers().fraction() > 0) {
      notices.add(
          "split, examples_per_client, drop_out and stragglers tell a simulation how its clients"
              + " are. Here the data were split by  rondo data push.");
    }
    return notices;
  }
}
