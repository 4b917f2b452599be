package dev.rondo.cli.play;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.console.UserError;
import dev.rondo.cli.run.Run;
import dev.rondo.cli.stack.Playing;
import dev.rondo.cli.stack.StateMachine;
import dev.rondo.rounds.state.RoundRequest;
import dev.rondo.rounds.state.TrainingOverrides;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Starts and stops the rounds of a job, an execution each. */
public final class Rounds {

  /** How many executions are looked through for one that failed before it opened its round. */
  private static final int LOOKED_THROUGH = 50;

  private final Run run;
  private final StateMachine machine;
  private final InstantSource clock;

  public Rounds(Run run, StateMachine machine, InstantSource clock) {
    this.run = run;
    this.machine = machine;
    this.clock = clock;
  }

  /**
   * A round that was started.
   *
   * @param round its number
   * @param execution the execution's ARN
   */
  public record Started(int round, String execution) {}

  /**
   * Starts a round, or goes on with one that was interrupted.
   *
   * @param wanted the round; empty = the one whose turn it is
   * @param overrides what its clients do otherwise than the job says
   * @throws UserError when it is not its turn, or it is being played already
   */
  public Started start(OptionalInt wanted, TrainingOverrides overrides) {
    Position position = Position.of(run);
    int round = wanted.orElse(position.round());
    if (round != position.round()) {
      throw new UserError(
          "It is the turn of round %d of job %s, not of round %d."
              .formatted(position.round(), run.job(), round));
    }
    playing(round)
        .filter(Playing::running)
        .ifPresent(
            other -> {
              throw new UserError(
                  "Round %d of job %s is being played, by %s. Watch it with  rondo round watch."
                      .formatted(round, run.job(), other.name()));
            });
    return new Started(
        round,
        machine.start(
            ExecutionNames.of(run.job(), Integer.toString(round), clock), input(round, overrides)));
  }

  private ObjectNode input(int round, TrainingOverrides overrides) {
    RoundRequest request = new RoundRequest(run.job(), round);
    ObjectNode input =
        JsonNodeFactory.instance
            .objectNode()
            .put("job", request.job())
            .put("round", request.round());
    overrides.epochs().ifPresent(epochs -> input.put("epochs", epochs));
    overrides.learningRate().ifPresent(rate -> input.put("learning_rate", rate));
    return input;
  }

  /** The execution that plays a round or played it last, as far as anybody knows. */
  public Optional<Playing> playing(int round) {
    // One that is under way need not have opened the round yet, and one that failed may never have.
    return found(machine.running(), round)
        .or(() -> RoundView.read(run, round).execution().flatMap(machine::describe))
        .or(() -> found(machine.newest(LOOKED_THROUGH), round));
  }

  private Optional<Playing> found(List<String> executions, int round) {
    return executions.stream()
        .filter(execution -> ExecutionNames.mayBeOf(run.job(), execution))
        .flatMap(execution -> machine.describe(execution).stream())
        .filter(found -> found.isOf(run.job()) && found.input().path("round").asInt() == round)
        .findFirst();
  }

  /**
   * Ends the execution that plays a round. What clients have uploaded stays.
   *
   * @throws UserError when none does
   */
  public Playing stop(int round) {
    Playing playing =
        playing(round)
            .filter(Playing::running)
            .orElseThrow(
                () ->
                    new UserError(
                        "Round %d of job %s is not being played.".formatted(round, run.job())));
    end(playing, "stopped by rondo round stop");
    return playing;
  }

  void end(Playing round, String cause) {
    machine.stop(round.execution(), cause);
  }
}
