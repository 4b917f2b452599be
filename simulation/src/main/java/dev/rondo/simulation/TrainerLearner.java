package dev.rondo.simulation;

import dev.rondo.learning.data.DataShardFile;
import dev.rondo.learning.data.Dataset;
import dev.rondo.learning.model.InitialModel;
import dev.rondo.learning.model.TensorModel;
import dev.rondo.protocol.client.PersonalTensors;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.training.Evaluation;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.trainer.Cancellation;
import dev.rondo.trainer.Evaluated;
import dev.rondo.trainer.Folders;
import dev.rondo.trainer.TrainTask;
import dev.rondo.trainer.TrainerException;
import dev.rondo.trainer.TrainerPool;
import dev.rondo.trainer.TrainerSettings;
import dev.rondo.trainer.TrainerStartException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Trains and evaluates by a program that speaks the trainer protocol. */
final class TrainerLearner implements Learner {

  /** Of a client whose data only the trainer knows: as many as McMahan's clients of MNIST have. */
  private static final int NOMINAL_EXAMPLES = 600;

  private static final String TEST = "test";

  /**
   * Names the folder of what clients keep from round to round, for all processes of the trainer.
   */
  private static final String STATE = "RONDO_TRAINER_STATE";

  private final TrainerPool pool;
  private final JobConfig config;
  private final Optional<ClientData> data;
  private final Path folder;
  private final Path state;
  private final PersonalTensors personal;
  private final Map<String, Path> shards = new ConcurrentHashMap<>();

  /**
   * The data of all clients.
   *
   * @param dataShards the examples of each client
   * @param test the test data
   */
  record ClientData(List<Dataset> dataShards, Dataset test) {}

  /**
   * Starts the trainer.
   *
   * @param data empty if the trainer has its own data
   * @param folder for the files of the trainer; deleted at the end
   * @param state for what clients keep from round to round; kept as long as the job
   * @param threads number of clients that train at the same time
   * @throws SimulationException if it does not start
   * @throws InvalidInputException if it lacks a function that the job needs
   */
  TrainerLearner(
      TrainerSettings settings,
      JobConfig config,
      Optional<ClientData> data,
      Path folder,
      Path state,
      int threads) {
    this.config = config;
    this.data = data;
    this.folder = folder.toAbsolutePath();
    this.state = state.toAbsolutePath();
    this.personal = new PersonalTensors(this.state.resolve("personal"));
    Folders.delete(this.folder); // A process that was killed leaves it.
    this.pool = start(settings.withVariable(STATE, this.state.toString()), threads);
    if (!pool.can("train")) {
      close();
      throw new InvalidInputException("The trainer %s cannot train".formatted(pool.name()));
    }
    if (config.evaluateEvery() > 0 && !pool.can("evaluate")) {
      close();
      throw new InvalidInputException(
          "The trainer %s cannot evaluate. Give it an evaluate function, or set evaluate_every to 0 (--evaluate-every 0)"
              .formatted(pool.name()));
    }
  }

  private TrainerPool start(TrainerSettings settings, int threads) {
    try {
      return new TrainerPool(settings, folder, threads);
    } catch (TrainerStartException e) {
      Folders.delete(folder);
      throw new SimulationException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * The initial model that the trainer makes.
   *
   * @throws InvalidInputException if it makes none
   * @throws SimulationException if it fails
   */
  InitialModel initialModel() {
    if (!pool.can("initialize")) {
      throw new InvalidInputException(
          "The trainer %s cannot make the initial model. Give one with --model FILE.safetensors"
              .formatted(pool.name()));
    }
    Path file = folder.resolve("initial" + TensorModel.SUFFIX);
    try {
      pool.initialize(config.seed(), file);
    } catch (TrainerException e) {
      throw new SimulationException("Cannot make the initial model. " + e.getMessage(), e);
    }
    return TensorModel.read(file, config.model(), config.roles());
  }

  @Override
  public void introduce(SimulationListener listener) {
    listener.trainer(pool.name());
  }

  @Override
  public void begin() {
    Folders.delete(state);
  }

  /** Only the program knows what it computes with. */
  @Override
  public Optional<String> kernel() {
    return Optional.empty();
  }

  @Override
  public int examples(int client) {
    return data.map(all -> all.dataShards().get(client).size()).orElse(NOMINAL_EXAMPLES);
  }

  @Override
  public LocalResult train(
      Plan plan, int client, float[] base, long seed, Cancellation cancellation) {
    String id = VirtualFleet.id(client);
    TrainTask task =
        new TrainTask(
            plan,
            id,
            Optional.of(new TrainTask.Partition(client, config.clients())),
            data.map(all -> shard(id, all.dataShards().get(client))),
            seed);
    try {
      float[] own = personal.base(plan, id, base);
      LocalResult result = pool.train(task, own, cancellation).result();
      personal.keep(plan, id, own, result.delta());
      return result;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot keep the personal tensors of " + id, e);
    }
  }

  @Override
  public Evaluation evaluate(Plan plan, float[] parameters) {
    Evaluated evaluated = pool.evaluate(plan, parameters, data.map(all -> shard(TEST, all.test())));
    return Evaluation.of(evaluated.examples(), evaluated.metrics(), List.of());
  }

  /** The file with a client's examples, or with the test data; written when it is first used. */
  private Path shard(String name, Dataset examples) {
    return shards.computeIfAbsent(
        name,
        unused -> {
          Path file = folder.resolve(name + ".safetensors");
          try (OutputStream out = Files.newOutputStream(file)) {
            DataShardFile.content("examples", name, examples).writeTo(out);
            return file;
          } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the data of " + name, e);
          }
        });
  }

  @Override
  public void close() {
    pool.close();
    Folders.delete(folder);
  }
}
