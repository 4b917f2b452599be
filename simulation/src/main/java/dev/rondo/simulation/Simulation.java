package dev.rondo.simulation;

import dev.rondo.learning.BlasKernel;
import dev.rondo.learning.data.DataSets;
import dev.rondo.learning.data.Dataset;
import dev.rondo.learning.data.ExampleCheck;
import dev.rondo.learning.data.LoadedData;
import dev.rondo.learning.data.TrainTest;
import dev.rondo.learning.evaluation.Evaluator;
import dev.rondo.learning.evaluation.Evaluators;
import dev.rondo.learning.model.InitialModel;
import dev.rondo.learning.model.Model;
import dev.rondo.learning.model.Models;
import dev.rondo.learning.model.TensorModel;
import dev.rondo.learning.training.LocalTrainer;
import dev.rondo.learning.training.Trainers;
import dev.rondo.protocol.data.DataDescription;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.random.Draws;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.job.JobFields;
import dev.rondo.rounds.optimizer.ServerOptimizer;
import dev.rondo.rounds.parts.PartChoice;
import dev.rondo.rounds.scale.AggregationModel;
import dev.rondo.rounds.step.RoundFit;
import dev.rondo.rounds.update.Roster;
import dev.rondo.settings.RawSettings;
import dev.rondo.trainer.TrainerSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Federated training with virtual clients on this machine. It runs the real rounds: the same state
 * machine, steps and files as on AWS. Only the clock is virtual.
 *
 * <pre>
 * {@code SimulationResult result = Simulation.builder().set("rounds", 5).set("split", "shards:2").build().run(); }
 * </pre>
 *
 * <p>An interrupted run resumes where it stopped. Its result is bit-identical on processors with
 * the same {@link BlasKernel}; a listener gets a notice if the kernel is another one.
 */
public final class Simulation {

  /** The largest number of clients that train concurrently. */
  public static final int MOST_THREADS = 1024;

  private final Builder parts;

  private Simulation(Builder parts) {
    this.parts = parts;
  }

  public static Builder builder() {
    return new Builder();
  }

  /**
   * Trains until the last round or the target accuracy, on the calling thread.
   *
   * @throws InvalidInputException if the job exists with other settings, data or another model
   * @throws SimulationException if a round fails, or another process uses the folder
   */
  public SimulationResult run() {
    JobConfig config = parts.config();
    Optional<TrainTest> data = data(config);
    if (parts.trainerProgram.isEmpty()) {
      InitialModel model = model(config, data);
      Learner learner = builtIn(config, data, model);
      try (RunFolder folder = RunFolder.open(parts.out.resolve(config.job()))) {
        return train(config, data, model, learner, folder);
      }
    }
    boolean given = !config.model().equals(JobFields.MODEL_OF_TRAINER) || parts.model.isPresent();
    Optional<InitialModel> known = given ? Optional.of(model(config, data)) : Optional.empty();
    try (RunFolder folder = RunFolder.open(parts.out.resolve(config.job()));
        TrainerLearner learner =
            new TrainerLearner(
                parts.trainerProgram.get(),
                config,
                data.map(all -> new TrainerLearner.ClientData(split(config, all), all.test())),
                folder.folder().resolve("trainer"),
                folder.folder().resolve("trainer-state"),
                parts.threads)) {
      return train(config, data, known.orElseGet(learner::initialModel), learner, folder);
    }
  }

  private SimulationResult train(
      JobConfig config,
      Optional<TrainTest> data,
      InitialModel model,
      Learner learner,
      RunFolder folder) {
    model.notices().forEach(parts.listener::notice);
    ServerOptimizer optimizer = parts.optimizer.orElseGet(config::optimizer);
    return new Training(config, data, model, learner, optimizer, folder, parts).run();
  }

  private static List<Dataset> split(JobConfig config, TrainTest data) {
    return Splits.of(config.split())
        .assign(
            data.train(), config.clients(), config.examplesPerClient(), new Draws(config.seed()))
        .stream()
        .map(data.train()::select)
        .toList();
  }

  private Learner builtIn(JobConfig config, Optional<TrainTest> data, InitialModel model) {
    if (data.isEmpty() || !(model instanceof Model network)) {
      throw new InvalidInputException(
          data.isEmpty()
              ? "Without a data set, a job needs a trainer that has its own data (--trainer)"
              : "Rondo knows only the tensors of %s. It needs a trainer (--trainer)"
                  .formatted(model.name()));
    }
    if (!config.trainerConfig().isEmpty()) {
      throw new InvalidInputException(
          "trainer_config applies to trainers only. Use a trainer (--trainer), or remove"
              + " trainer_config");
    }
    return new BuiltInLearner(
        parts.trainer.orElseGet(() -> Trainers.forModel(network)),
        parts.evaluator.orElseGet(() -> Evaluators.forModel(network, parts.threads)),
        split(config, data.get()),
        data.get().test());
  }

  /**
   * A job that {@link #run} can train.
   *
   * @param model its model
   * @param existed whether it already existed
   */
  public record Job(InitialModel model, boolean existed) {}

  /**
   * Creates the job without running it.
   *
   * @throws InvalidInputException if the job exists with other settings, data or another model
   */
  public Job create() {
    JobConfig config = parts.config();
    Optional<TrainTest> data = data(config);
    InitialModel model = model(config, data);
    float[] initial = model.initialize(config.seed());
    try (RunFolder folder = RunFolder.open(parts.out.resolve(config.job()))) {
      JobStart start =
          new JobStart(
              folder.store(),
              config,
              parts.restart,
              new RoundFit(parts.modelParts),
              parts.listener);
      Inputs inputs = Inputs.of(data, model, initial);
      Optional<DataDescription> description = data.flatMap(all -> all.train().description());
      boolean created = start.create(model, initial, inputs, description, parts.roster);
      return new Job(model, !created);
    }
  }

  private Optional<TrainTest> data(JobConfig config) {
    if (parts.data.isPresent()) {
      ExampleCheck.check(parts.data.get().train(), "training data");
      ExampleCheck.check(parts.data.get().test(), "test data");
    }
    if (parts.data.isPresent() || config.dataset().equals(JobFields.NO_DATASET)) {
      if (!config.data().areDefaults()) {
        throw new InvalidInputException(
            "label, header, ignore_columns and scale apply to CSV files, but this job reads none");
      }
      return parts.data;
    }
    Optional<DataDescription> known =
        parts.restart
            ? Optional.empty()
            : RecordedJob.description(parts.out.resolve(config.job()), config);
    LoadedData loaded = DataSets.load(config.dataset(), parts.home, config.data(), known);
    parts.listener.data(loaded.facts());
    loaded.notices().forEach(parts.listener::notice);
    return Optional.of(loaded.examples());
  }

  private InitialModel model(JobConfig config, Optional<TrainTest> data) {
    if (parts.model.isPresent()) {
      return parts.model.get();
    }
    if (config.model().equals(JobFields.MODEL_OF_TRAINER)) {
      throw new InvalidInputException(
          "The model \"trainer\" is made by a trainer, so the job needs one (--trainer)");
    }
    if (TensorModel.isNamed(config.model())) {
      return TensorModel.read(config.model(), config.roles());
    }
    return data.map(
            all -> Models.named(config.model(), all.train().exampleShape(), all.train().classes()))
        .orElseGet(() -> Models.named(config.model()));
  }

  /** Builds a simulation. Every property has a default. */
  public static final class Builder {

    private RawSettings settings = RawSettings.empty();
    private Optional<JobConfig> config = Optional.empty();
    private Optional<TrainTest> data = Optional.empty();
    private Optional<InitialModel> model = Optional.empty();
    private Optional<LocalTrainer> trainer = Optional.empty();
    private Optional<TrainerSettings> trainerProgram = Optional.empty();
    private Optional<Evaluator> evaluator = Optional.empty();
    private Optional<ServerOptimizer> optimizer = Optional.empty();
    private Path out = Path.of("runs");
    private Path home = Home.find();
    final int defaultThreads = Runtime.getRuntime().availableProcessors();
    int threads = defaultThreads;
    boolean restart;
    Optional<Roster> roster = Optional.empty();
    long keptUpdateBytes = FoldedUpdates.KEPT_BYTES;
    PartChoice modelParts = AggregationModel.standard()::divide;
    SimulationListener listener = new SimulationListener() {};

    private Builder() {}

    /** Sets one setting of the job, by its name in job.yaml. */
    public Builder set(String name, Object value) {
      settings = settings.with(name, String.valueOf(value), "set(\"" + name + "\")");
      return this;
    }

    /** Sets a whole configuration instead of single settings. */
    public Builder config(JobConfig value) {
      config = Optional.of(value);
      return this;
    }

    /** Sets training and test data. Default: the data set of the configuration. */
    public Builder data(TrainTest value) {
      data = Optional.of(value);
      return this;
    }

    /** Sets the model. Default: the model of the configuration. */
    public Builder model(InitialModel value) {
      model = Optional.of(value);
      return this;
    }

    /** Sets the trainer of the clients. It is called from several threads. */
    public Builder trainer(LocalTrainer value) {
      trainer = Optional.of(value);
      return this;
    }

    /**
     * Sets a program that trains and evaluates, by the trainer protocol. It gets the job's data, or
     * has its own if the data set is {@code none}.
     */
    public Builder trainer(TrainerSettings value) {
      trainerProgram = Optional.of(value);
      return this;
    }

    /** Sets the evaluator. */
    public Builder evaluator(Evaluator value) {
      evaluator = Optional.of(value);
      return this;
    }

    /** Sets the server optimizer. Default: the optimizer of the configuration. */
    public Builder serverOptimizer(ServerOptimizer value) {
      optimizer = Optional.of(value);
      return this;
    }

    /** Sets the folder in which each job gets a subfolder. Default: {@code runs}. */
    public Builder out(Path value) {
      out = value;
      return this;
    }

    /** Sets the folder that contains {@code datasets/}. */
    public Builder home(Path value) {
      home = value;
      return this;
    }

    /**
     * Sets the number of clients that train concurrently, at most {@link #MOST_THREADS}. It changes
     * the speed but not the result.
     */
    public Builder threads(int value) {
      if (value < 1 || value > MOST_THREADS) {
        throw new InvalidInputException(
            "threads must be 1 to " + MOST_THREADS + ", but is " + value);
      }
      threads = value;
      return this;
    }

    /** Sets the choice of model parts. Default: the cost model. */
    public Builder modelParts(PartChoice value) {
      modelParts = value;
      return this;
    }

    /**
     * Sets the clients that may contribute. Default: all, or those that the existing job admits. An
     * existing job must have the same roster.
     */
    public Builder roster(Roster value) {
      roster = Optional.of(value);
      return this;
    }

    /** Starts over and deletes the files of an earlier run of the job, but not its roster. */
    public Builder restart(boolean value) {
      restart = value;
      return this;
    }

    public Builder listener(SimulationListener value) {
      listener = value;
      return this;
    }

    public Simulation build() {
      return new Simulation(this);
    }

    private JobConfig config() {
      if (config.isPresent()) {
        return config.get();
      }
      RawSettings all = settings;
      if (model.isPresent()) {
        all = RawSettings.empty().with("model", model.get().name(), "model()").merge(all);
      }
      return JobConfig.of(all);
    }
  }
}
