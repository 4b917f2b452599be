package dev.rondo.cli.execution;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.console.UserError;
import dev.rondo.cli.run.Run;
import dev.rondo.operations.execution.Execution;
import dev.rondo.operations.execution.StateMachine;
import dev.rondo.operations.stack.Stack;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.round.RoundTask;
import dev.rondo.protocol.training.Evaluation;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.state.RoundRequest;
import dev.rondo.rounds.state.TrainingInput;
import dev.rondo.rounds.state.TrainingOverrides;
import dev.rondo.rounds.step.InitializeJob;
import dev.rondo.rounds.step.RoundFit;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Starts, finds and stops the executions of a job on a stack: an execution of the round state
 * machine runs one round, an execution of the training state machine runs rounds one after another.
 */
public final class Executions {

  /** How many ended executions are searched for the last one of a round or a job. */
  private static final int SEARCHED = 200;

  private final Run run;
  private final StateMachine rounds;
  private final StateMachine trainings;
  private final InstantSource clock;

  public Executions(Run run, Stack stack, InstantSource clock) {
    this.run = run;
    this.rounds = stack.rounds();
    this.trainings = stack.trainings();
    this.clock = clock;
  }

  /**
   * Starts the next round, or resumes one that was interrupted.
   *
   * @param wanted the round to start; empty = the next one
   * @param overrides settings for this round that differ from the job's
   * @throws UserError if another round is next, or the round is running
   */
  public Execution startRound(OptionalInt wanted, TrainingOverrides overrides) {
    int next = Position.of(run).round();
    int round = wanted.orElse(next);
    if (round != next) {
      throw new UserError(
          "Round %s of job %s is next. Round %s cannot be started."
              .formatted(next, run.job(), round));
    }
    refuseWhileRunning(round, "Watch it with: rondo round watch");
    RoundRequest request = new RoundRequest(run.job(), round);
    ObjectNode input =
        JsonNodeFactory.instance
            .objectNode()
            .put("job", request.job())
            .put("round", request.round());
    overrides.epochs().ifPresent(epochs -> input.put("epochs", epochs));
    overrides.learningRate().ifPresent(rate -> input.put("learning_rate", rate));
    if (overrides.task() == RoundTask.EVALUATE) {
      input.put("task", "evaluate");
      overrides.version().ifPresent(version -> input.put("version", version));
    }
    return start(rounds, Integer.toString(round), input);
  }

  /**
   * Starts a training at the next round.
   *
   * @param goal changes how long the job trains
   * @throws InvalidInputException if rounds of the job do not fit into their functions
   * @throws UserError if the job is complete, or a training or a round is running
   */
  public Execution startTraining(Goal goal) {
    runningTraining()
        .ifPresent(
            other -> {
              throw new UserError(
                  "Job %s is already training (execution %s). Watch it with: rondo train watch"
                      .formatted(run.job(), other.name()));
            });
    Position position = Position.of(run);
    refuseWhileRunning(
        position.round(), "Start the training when the round has ended. Watch: rondo round watch");
    JobConfig job = extend(goal);
    refuseIfComplete(job, position);
    RoundFit.standard().divide(run.store(), job, position.version());
    return start(trainings, "train-" + position.round(), TrainingInput.of(job, position.round()));
  }

  /** Starts an execution that wakes an abandoned round, and closes it. */
  public Execution closeAbandoned(RoundRequest request, String reason) {
    ObjectNode input =
        JsonNodeFactory.instance
            .objectNode()
            .put("job", request.job())
            .put("round", request.round())
            .put("abandon", reason);
    return start(rounds, "abandon-" + request.round(), input);
  }

  private Execution start(StateMachine machine, String what, ObjectNode input) {
    String arn = machine.start(ExecutionNames.of(run.job(), what, clock), input);
    return Execution.started(arn, input, clock.instant());
  }

  private void refuseWhileRunning(int round, String advice) {
    round(round)
        .filter(Execution::isRunning)
        .ifPresent(
            other -> {
              throw new UserError(
                  "Round %s of job %s is already running (execution %s). %s"
                      .formatted(round, run.job(), other.name(), advice));
            });
  }

  private void refuseIfComplete(JobConfig job, Position position) {
    if (position.round() > job.rounds()) {
      throw new UserError(
          "Job %s has completed all of its %s rounds. To run more, set --rounds N."
              .formatted(run.job(), job.rounds()));
    }
    Map<String, Double> measured = measured(position.version());
    double accuracy = measured.getOrDefault(Evaluation.ACCURACY, -1.0);
    if (job.targetAccuracy() > 0 && !position.underWay() && accuracy >= job.targetAccuracy()) {
      throw new UserError(
          "Version %s of job %s has reached the target: its test accuracy is %s. To continue, set --target-accuracy."
              .formatted(position.version(), run.job(), Text.percent(OptionalDouble.of(accuracy))));
    }
    job.target()
        .filter(target -> !target.isAccuracy() && !position.underWay())
        .filter(target -> target.isReachedBy(measured))
        .ifPresent(
            target -> {
              throw new UserError(
                  "Version %s of job %s has reached the target, %s. To continue, set --target-value."
                      .formatted(position.version(), run.job(), target.words()));
            });
  }

  /**
   * What is known of a version. What its clients measured of the version before has ended the
   * training, too.
   */
  private Map<String, Double> measured(int version) {
    Map<String, Double> measured = new TreeMap<>();
    run.result(version).ifPresent(made -> measured.putAll(made.result().measured()));
    run.evaluation(version).map(Evaluation::metrics).ifPresent(measured::putAll);
    return measured;
  }

  /** The job's configuration determines which round is evaluated as the last one. */
  private JobConfig extend(Goal goal) {
    JobConfig job = run.config();
    ObjectNode json = job.toJson();
    goal.putInto(json);
    JobConfig extended = JobConfig.fromJson(json);
    if (!extended.equals(job)) {
      new InitializeJob(run.store()).replace(job, extended, List.of());
    }
    return extended;
  }

  /** The execution that runs a round, or the last one that ran it. */
  public Optional<Execution> round(int number) {
    Predicate<Execution> ofRound = found -> found.input().path("round").asInt() == number;
    // A running execution may not have opened its round yet, and a failed one may never have.
    return ofJob(rounds, rounds.running())
        .filter(ofRound)
        .findFirst()
        .or(() -> RoundView.read(run, number).execution().flatMap(rounds::describe))
        .or(() -> ofJob(rounds, rounds.newest(SEARCHED)).filter(ofRound).findFirst());
  }

  /** The training that is running. */
  public Optional<Execution> runningTraining() {
    return ofJob(trainings, trainings.running()).findFirst();
  }

  /** The training that is running, or the last one. */
  public Optional<Execution> latestTraining() {
    return runningTraining().or(() -> ofJob(trainings, trainings.newest(SEARCHED)).findFirst());
  }

  private Stream<Execution> ofJob(StateMachine machine, List<String> executions) {
    return executions.stream()
        .filter(execution -> ExecutionNames.mayBeOf(run.job(), execution))
        .flatMap(execution -> machine.describe(execution).stream())
        .filter(found -> found.isOf(run.job()));
  }

  /**
   * Stops the execution of a round. The uploaded updates remain.
   *
   * @throws UserError if the round is not running, or a training runs it
   */
  public Execution stopRound(int number) {
    runningTraining()
        .ifPresent(
            training -> {
              throw new UserError(
                  "Training %s runs the rounds of job %s. Stop it with: rondo train stop"
                      .formatted(training.name(), run.job()));
            });
    Execution found =
        round(number)
            .filter(Execution::isRunning)
            .orElseThrow(
                () ->
                    new UserError(
                        "Round %s of job %s is not running.".formatted(number, run.job())));
    rounds.stop(found.arn(), "stopped by rondo round stop");
    return found;
  }

  /**
   * What was stopped.
   *
   * @param training the training
   * @param round the execution of its current round
   */
  public record Stopped(Execution training, Optional<Execution> round) {}

  /**
   * Stops the training that is running, and its current round.
   *
   * @throws UserError if no training is running
   */
  public Stopped stopTraining() {
    String cause = "stopped by rondo train stop";
    Execution training =
        runningTraining()
            .orElseThrow(() -> new UserError("Job " + run.job() + " is not training."));
    trainings.stop(training.arn(), cause);
    // It may have continued as a new execution in the meantime.
    List<Execution> more = ofJob(trainings, trainings.running()).toList();
    more.forEach(other -> trainings.stop(other.arn(), cause));
    Optional<Execution> round = round(Position.of(run).round()).filter(Execution::isRunning);
    round.ifPresent(execution -> rounds.stop(execution.arn(), cause));
    return new Stopped(training, round);
  }
}
