package dev.rondo.simulation;

import dev.rondo.learning.BlasKernel;
import dev.rondo.learning.data.DataSets;
import dev.rondo.learning.data.TrainTest;
import dev.rondo.learning.evaluation.Evaluator;
import dev.rondo.learning.evaluation.Evaluators;
import dev.rondo.learning.model.Model;
import dev.rondo.learning.model.Models;
import dev.rondo.learning.training.LocalTrainer;
import dev.rondo.learning.training.Trainers;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.optimizer.ServerOptimizer;
import dev.rondo.rounds.parts.PartChoice;
import dev.rondo.rounds.scale.AggregationModel;
import dev.rondo.rounds.step.RoundFit;
import dev.rondo.rounds.update.Roster;
import dev.rondo.settings.RawSettings;
import java.nio.file.Path;
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
    TrainTest data = data(config);
    Model model = model(config, data);
    model.notices().forEach(parts.listener::notice);
    LocalTrainer trainer = parts.trainer.orElseGet(() -> Trainers.forModel(model));
    Evaluator evaluator =
        parts.evaluator.orElseGet(() -> Evaluators.forModel(model, parts.threads));
    ServerOptimizer optimizer =
        parts.optimizer.orElseGet(
            () -> ServerOptimizer.of(config.serverLearningRate(), config.serverMomentum()));
    try (RunFolder folder = RunFolder.open(parts.out.resolve(config.job()))) {
      return new Training(config, data, model, trainer, evaluator, optimizer, folder, parts).run();
    }
  }

  /**
   * A job that {@link #run} can train.
   *
   * @param model its model
   * @param existed whether it already existed
   */
  public record Job(Model model, boolean existed) {}

  /**
   * Creates the job without running it.
   *
   * @throws InvalidInputException if the job exists with other settings, data or another model
   */
  public Job create() {
    JobConfig config = parts.config();
    TrainTest data = data(config);
    Model model = model(config, data);
    float[] initial = model.initialize(config.seed());
    try (RunFolder folder = RunFolder.open(parts.out.resolve(config.job()))) {
      JobStart start =
          new JobStart(
              folder.store(),
              config,
              parts.restart,
              new RoundFit(parts.modelParts),
              parts.listener);
      Inputs inputs = Inputs.of(data, initial);
      return new Job(model, !start.create(model.layout(), initial, inputs, parts.roster));
    }
  }

  private TrainTest data(JobConfig config) {
    return parts.data.orElseGet(() -> DataSets.load(config.dataset(), parts.home));
  }

  private Model model(JobConfig config, TrainTest data) {
    return parts.model.orElseGet(
        () -> Models.named(config.model(), data.train().exampleShape(), data.train().classes()));
  }

  /** Builds a simulation. Every property has a default. */
  public static final class Builder {

    private RawSettings settings = RawSettings.empty();
    private Optional<JobConfig> config = Optional.empty();
    private Optional<TrainTest> data = Optional.empty();
    private Optional<Model> model = Optional.empty();
    private Optional<LocalTrainer> trainer = Optional.empty();
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
    public Builder model(Model value) {
      model = Optional.of(value);
      return this;
    }

    /** Sets the trainer of the clients. It is called from several threads. */
    public Builder trainer(LocalTrainer value) {
      trainer = Optional.of(value);
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
