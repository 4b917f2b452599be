package dev.rondo.agent;

import dev.rondo.agent.cache.FileCache;
import dev.rondo.agent.data.ClientData;
import dev.rondo.agent.data.ExampleFiles;
import dev.rondo.agent.data.LeasedData;
import dev.rondo.agent.data.OwnData;
import dev.rondo.agent.data.OwnExamples;
import dev.rondo.agent.settings.AgentFields;
import dev.rondo.agent.settings.AgentSettings;
import dev.rondo.agent.training.BaseModels;
import dev.rondo.agent.training.Learner;
import dev.rondo.agent.training.ModelLearner;
import dev.rondo.agent.training.PlanModels;
import dev.rondo.agent.training.ProgramLearner;
import dev.rondo.agent.training.TrainerProgram;
import dev.rondo.protocol.client.PersonalTensors;
import dev.rondo.protocol.data.DataShardLeases;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.trainer.TrainerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/**
 * What an agent trains on, and with what.
 *
 * @param data the client's data
 * @param learner trains on them
 * @param trainer the name of the trainer program; empty if there is none
 */
record TrainingParts(ClientData data, Learner learner, Optional<String> trainer)
    implements AutoCloseable {

  private static final long MEGABYTE = 1_000_000;

  /**
   * The parts that the settings name. Starts the trainer, if there is one.
   *
   * @param ownData the client's own data; empty if it leases data shards
   * @param maxBytes a larger data shard does not fit into memory
   * @throws dev.rondo.trainer.TrainerStartException if the trainer does not start
   * @throws IOException if the cache cannot be used
   */
  static TrainingParts of(
      AgentSettings settings,
      String client,
      Optional<OwnData> ownData,
      ObjectStore store,
      InstantSource clock,
      long maxBytes)
      throws IOException {
    Path folder = Files.createDirectories(settings.get(AgentFields.CACHE).resolve(client));
    FileCache cache =
        new FileCache(
            folder.resolve("files"), MEGABYTE * settings.get(AgentFields.CACHE_MEGABYTES), clock);
    BaseModels models = new BaseModels(store, cache);
    LeasedData leased =
        new LeasedData(
            store,
            new DataShardLeases(
                store,
                clock,
                client,
                settings.get(AgentFields.LEASE),
                settings.get(AgentFields.CLOCK_MARGIN)),
            cache,
            clock,
            folder,
            maxBytes);
    Optional<OwnExamples> own = ownData.map(examples -> examples.in(store, folder));
    ClientData data = own.isPresent() ? own.get() : leased;
    Optional<String> command = settings.get(AgentFields.TRAINER);
    if (command.isEmpty()) {
      Learner learner = new ModelLearner(data, models, new PlanModels(store), clock);
      return new TrainingParts(data, learner, Optional.empty());
    }
    ExampleFiles files = own.isPresent() ? own.get() : leased;
    TrainerProgram program = TrainerProgram.start(trainer(settings, command.get()), folder);
    return new TrainingParts(
        data,
        new ProgramLearner(
            program,
            client,
            files,
            models,
            new PersonalTensors(
                folder.resolve("personal").resolve(settings.get(AgentFields.BUCKET))),
            clock),
        Optional.of(program.name()));
  }

  private static TrainerSettings trainer(AgentSettings settings, String command) {
    TrainerSettings trainer =
        TrainerSettings.of(command).withSilence(settings.get(AgentFields.TRAINER_TIMEOUT));
    return settings.get(AgentFields.TRAINER_MEMORY).map(trainer::withMemory).orElse(trainer);
  }

  /** Ends the trainer. */
  @Override
  public void close() {
    learner.close();
  }
}
