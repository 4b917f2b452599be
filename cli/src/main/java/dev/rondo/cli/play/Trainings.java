package dev.rondo.cli.play;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.console.UserError;
import dev.rondo.cli.run.Run;
import dev.rondo.cli.stack.Playing;
import dev.rondo.cli.stack.Stack;
import dev.rondo.cli.stack.StateMachine;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.job.JobConfig;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Starts, finds and stops the trainings of a job: executions that play round after round. */
public final class Trainings {

  /** How many executions are looked through for the last one of a job. */
  private static final int LOOKED_THROUGH = 200;

  private final Run run;
  private final StateMachine machine;
  private final Rounds rounds;
  private final InstantSource clock;

  public Trainings(Run run, Stack stack, InstantSource clock) {
    this.run = run;
    this.machine = stack.trainings();
    this.rounds = new Rounds(run, stack.rounds(), clock);
    this.clock = clock;
  }

  /**
   * A training that was started.
   *
   * @param first its first round
   * @param last its last round
   * @param targetAccuracy test accuracy at which it ends before; 0 = none
   * @param execution the execution's ARN
   */
  public record Started(int first, int last, double targetAccuracy, String execution) {}

  /**
   * What was stopped.
   *
   * @param training the training
   * @param round the execution of the round that it was playing
   */
  public record Stopped(Playing training, Optional<Playing> round) {}

  /**
   * Starts a training from the round whose turn it is.
   *
   * @param last the last round; empty = the job's
   * @param target the accuracy at which it ends before; empty = the job's
   * @throws UserError when there is nothing to do, or something is under way
   */
  public Started start(OptionalInt last, OptionalDouble target) {
    running()
        .ifPresent(
            other -> {
              throw new UserError(
                  "Job %s is being trained, by %s. Watch it with  rondo train watch."
                      .formatted(run.job(), other.name()));
            });
    Position position = Position.of(run);
    rounds
        .playing(position.round())
        .filter(Playing::running)
        .ifPresent(
            round -> {
              throw new UserError(
                  "Round %d of job %s is being played, by %s. Train when it has ended:  rondo round watch"
                      .formatted(position.round(), run.job(), round.name()));
            });
    JobConfig job = extend(last, target);
    OptionalDouble accuracy = run.accuracy(position.version());
    refuseWhenDone(job, position, accuracy);
    ObjectNode input =
        JsonNodeFactory.instance
            .objectNode()
            .put("job", run.job())
            .put("first_round", position.round())
            .put("last_round", job.rounds())
            .put("target_accuracy", job.targetAccuracy());
    String name = ExecutionNames.of(run.job(), "train-" + position.round(), clock);
    return new Started(
        position.round(), job.rounds(), job.targetAccuracy(), machine.start(name, input));
  }

  private void refuseWhenDone(JobConfig job, Position position, OptionalDouble accuracy) {
    if (position.round() > job.rounds()) {
      throw new UserError(
          "Job %s has played all of its %d rounds. Give --rounds N to play more."
              .formatted(run.job(), job.rounds()));
    }
    if (job.targetAccuracy() > 0
        && !position.underWay()
        && accuracy.orElse(-1) >= job.targetAccuracy()) {
      throw new UserError(
          "Version %d of job %s has a test accuracy of %s: the target is reached. Give --target-accuracy to go on."
              .formatted(position.version(), run.job(), Text.percent(accuracy)));
    }
  }

  /** The job's configuration says which round is evaluated as the last one. */
  private JobConfig extend(OptionalInt last, OptionalDouble target) {
    JobConfig job = run.config();
    ObjectNode json = job.toJson();
    last.ifPresent(rounds -> json.put("rounds", rounds));
    target.ifPresent(accuracy -> json.put("target_accuracy", accuracy));
    JobConfig extended = JobConfig.fromJson(json);
    if (!extended.equals(job)) {
      run.store().put(ObjectKeys.job(run.job()), Content.of(Json.bytes(extended.toJson())));
    }
    return extended;
  }

  /** The training that is under way. */
  public Optional<Playing> running() {
    return ofJob(machine.running().stream()).findFirst();
  }

  /** The training that is under way, or the last one. */
  public Optional<Playing> latest() {
    Optional<Playing> running = running();
    return running.isPresent()
        ? running
        : ofJob(machine.newest(LOOKED_THROUGH).stream()).findFirst();
  }

  private Stream<Playing> ofJob(Stream<String> executions) {
    return executions
        .filter(execution -> ExecutionNames.mayBeOf(run.job(), execution))
        .flatMap(execution -> machine.describe(execution).stream())
        .filter(found -> found.isOf(run.job()));
  }

  /** The execution that a training continued as, if it did. */
  public static Optional<String> continuedAs(Playing training) {
    return training
        .output()
        .map(output -> output.path("continued_as"))
        .filter(JsonNode::isTextual)
        .map(JsonNode::asText);
  }

  /**
   * Ends the training that is under way, and the round that it plays.
   *
   * @throws UserError when there is none
   */
  public Stopped stop() {
    String cause = "stopped by rondo train stop";
    Playing training =
        running().orElseThrow(() -> new UserError("Job " + run.job() + " is not being trained."));
    machine.stop(training.execution(), cause);
    // It may have continued as another one in between.
    List<Playing> more = ofJob(machine.running().stream()).toList();
    more.forEach(other -> machine.stop(other.execution(), cause));
    Optional<Playing> round = rounds.playing(Position.of(run).round()).filter(Playing::running);
    round.ifPresent(playing -> rounds.end(playing, cause));
    return new Stopped(training, round);
  }
}
