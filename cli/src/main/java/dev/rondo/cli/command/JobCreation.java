package dev.rondo.cli.command;

import dev.rondo.cli.console.UserError;
import dev.rondo.learning.model.AdapterConfig;
import dev.rondo.learning.model.InitialModel;
import dev.rondo.protocol.data.DataDescription;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.step.InitializeJob;
import dev.rondo.rounds.step.RoundFit;
import dev.rondo.rounds.update.Roster;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A job that was created, or that already existed with the same settings.
 *
 * @param config its configuration
 * @param model its model
 * @param existed whether it already existed
 * @param notices warnings for the user
 */
record JobCreation(JobConfig config, InitialModel model, boolean existed, List<String> notices) {

  /**
   * Creates a job in a store. If it exists, its number of rounds and its target may change.
   *
   * @param network the model's configuration file, to be stored with the job
   * @param description how the table of the data set was read; empty if it is no table
   * @param roster the clients that may contribute; empty to leave them as they are
   * @param at the creation time
   * @throws InvalidInputException if rounds of the job would not fit, or it exists with other
   *     settings or another roster
   */
  static JobCreation in(
      ObjectStore store,
      JobConfig config,
      InitialModel model,
      Optional<byte[]> network,
      Optional<DataDescription> description,
      Optional<Roster> roster,
      Instant at,
      List<String> notices) {
    InitializeJob initialize = new InitializeJob(store);
    Optional<JobConfig> existing = initialize.existing(config.job());
    String networkKey = ObjectKeys.modelConfiguration(config.job());
    String adapterKey = ObjectKeys.adapterConfig(config.job());
    if (existing.isPresent()) {
      List<String> differences =
          new ArrayList<>(initialize.rosterDifferences(config.job(), roster));
      if (network.isPresent() && !isStored(store, networkKey, network.get())) {
        differences.add("the model file has changed");
      }
      if (!keeps(store, adapterKey, model.adapter())) {
        differences.add(AdapterConfig.FILE + " beside the model file differs");
      }
      if (!StoredDescription.ofJob(store, config.job()).equals(description)) {
        differences.add("the data set has other columns or classes, or is scaled differently");
      }
      initialize.replace(existing.get(), config, differences);
    } else {
      RoundFit.standard().admit(config, model.layout());
      network.ifPresent(bytes -> write(store, networkKey, bytes, "--model"));
      model.adapter().ifPresent(file -> write(store, adapterKey, file.bytes(), "--model"));
      description.ifPresent(
          read ->
              write(
                  store, ObjectKeys.dataDescription(config.job()), Json.bytes(read), "--dataset"));
      try {
        initialize.run(config, model.layout(), model.initialize(config.seed()), at, roster);
      } catch (IllegalStateException otherModel) {
        throw new UserError(otherModel.getMessage() + ". Choose another name with --job NAME.");
      }
    }
    return new JobCreation(config, model, existing.isPresent(), notices);
  }

  /** An interrupted command may have left it; another command's must stay. */
  private static void write(ObjectStore store, String key, byte[] bytes, String flag) {
    store.putIfAbsent(key, Content.of(bytes));
    if (!isStored(store, key, bytes)) {
      throw new UserError(
          "Cannot create the job: "
              + key
              + " has other content, perhaps from an interrupted command. Use the same "
              + flag
              + ", delete this object, or choose another name with --job NAME.");
    }
  }

  private static boolean keeps(ObjectStore store, String key, Optional<AdapterConfig> adapter) {
    return adapter.isPresent()
        ? isStored(store, key, adapter.get().bytes())
        : store.head(key).isEmpty();
  }

  private static boolean isStored(ObjectStore store, String key, byte[] bytes) {
    return store
        .get(key)
        .map(object -> object.read(in -> Arrays.equals(in.readAllBytes(), bytes)))
        .orElse(false);
  }
}
