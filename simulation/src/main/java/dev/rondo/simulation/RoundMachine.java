package dev.rondo.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.rondo.local.VirtualTime;
import dev.rondo.protocol.random.Draws;
import dev.rondo.protocol.round.TaskQueue;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.machine.Definitions;
import dev.rondo.rounds.optimizer.ServerOptimizer;
import dev.rondo.rounds.parts.PartChoice;
import dev.rondo.rounds.privacy.NoiseKeys;
import dev.rondo.rounds.privacy.NoiseSecret;
import dev.rondo.rounds.privacy.PoissonSample;
import dev.rondo.rounds.scale.AggregationModel;
import dev.rondo.rounds.state.Nonces;
import dev.rondo.rounds.state.RoundSignal;
import dev.rondo.rounds.state.TrainingInput;
import dev.rondo.rounds.step.AbandonRound;
import dev.rondo.rounds.step.Aggregate;
import dev.rondo.rounds.step.AwaitQuorum;
import dev.rondo.rounds.step.CloseRound;
import dev.rondo.rounds.step.Evaluate;
import dev.rondo.rounds.step.FoldPart;
import dev.rondo.rounds.step.FoldUpdates;
import dev.rondo.rounds.step.OpenRound;
import dev.rondo.rounds.step.Resources;
import dev.rondo.rounds.step.RoundFunctions;
import dev.rondo.statemachine.Execution;
import dev.rondo.statemachine.FunctionError;
import dev.rondo.statemachine.LambdaFunction;
import dev.rondo.statemachine.StateMachine;
import dev.rondo.statemachine.StateMachines;
import dev.rondo.statemachine.Timers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Wires the state machines of a job to its steps, in one process. On AWS, the CDK stack does this.
 */
final class RoundMachine {

  /** Virtual duration of aggregation. Updates that arrive in this time are late. */
  private static final Duration AGGREGATION = Duration.ofSeconds(1);

  /** Virtual duration of one model part. */
  private static final Duration FOLDING = Duration.ofSeconds(1);

  /** Virtual duration of a call of the helper. */
  private static final Duration UNMASKING = Duration.ofSeconds(1);

  /** Virtual duration of an evaluation. */
  private static final Duration EVALUATION = Duration.ofSeconds(2);

  private static final String ROUND = "rondo-round";
  private static final String TRAINING = "rondo-training";

  private final StateMachines machines;
  private Optional<Execution> running = Optional.empty();

  /** Is notified after each call of a function. */
  interface Observer {
    void called(RoundMachine machine, String function, JsonNode payload);
  }

  RoundMachine(
      JobConfig config,
      VirtualTime time,
      UpdateEvents store,
      TaskQueue queue,
      ServerOptimizer optimizer,
      Evaluate.ModelEvaluator evaluator,
      PartChoice parts,
      Optional<SimulatedHelper> helper,
      Observer observer) {
    machines = new StateMachines(timers(time), config.seed());
    RoundSignal signal =
        token -> machines.sendTaskSuccess(token, JsonNodeFactory.instance.objectNode());
    AwaitQuorum awaitQuorum = new AwaitQuorum(store, signal);
    AbandonRound abandon = new AbandonRound(store, signal);
    OpenRound openRound =
        new OpenRound(
            store,
            queue,
            nonces(config.seed()),
            this::isRunning,
            parts,
            new PoissonSample(),
            OpenRound.SEATS_AT_ONCE,
            time);
    NoiseKeys noise = noise(config.seed());
    Aggregate aggregate =
        new Aggregate(
            store,
            optimizer,
            time,
            Resources.oneByOne(),
            AggregationModel.standard()::groups,
            noise);
    FoldPart foldPart = new FoldPart(store, optimizer, Resources.oneByOne(), noise);
    Evaluate evaluate = new Evaluate(store, evaluator);
    CloseRound closeRound = new CloseRound(store, time);
    FoldUpdates foldUpdates = new FoldUpdates(store, awaitQuorum);
    store.deliverTo(batch -> foldUpdates.run(batch).again());
    Wiring wiring = new Wiring(observer);
    wiring.function(
        "open-round", Duration.ZERO, p -> RoundFunctions.openRound(openRound, abandon, p));
    wiring.function("await-quorum", Duration.ZERO, p -> RoundFunctions.awaitQuorum(awaitQuorum, p));
    wiring.function("aggregate", AGGREGATION, p -> RoundFunctions.aggregate(aggregate, p));
    wiring.function("fold-part", FOLDING, p -> RoundFunctions.foldPart(foldPart, p));
    config
        .masking()
        .ifPresent(
            secure ->
                wiring.function(
                    secure.helper(), UNMASKING, p -> helper.orElseThrow().unmask(store, p)));
    wiring.function("evaluate", EVALUATION, p -> RoundFunctions.evaluate(evaluate, p));
    wiring.function("close-round", Duration.ZERO, p -> RoundFunctions.closeRound(closeRound, p));
    Map<String, String> names =
        Map.of(
            "OpenRoundFunction", "open-round",
            "AwaitQuorumFunction", "await-quorum",
            "AggregateFunction", "aggregate",
            "FoldPartFunction", "fold-part",
            "EvaluateFunction", "evaluate",
            "CloseRoundFunction", "close-round",
            "RoundStateMachine", ROUND,
            "TrainingStateMachine", TRAINING);
    machines.define(StateMachine.load(ROUND, Definitions.round(), names));
    machines.define(StateMachine.load(TRAINING, Definitions.training(), names));
  }

  /** Starts a training. Each of its rounds is an execution. */
  Execution train(JobConfig job, int firstRound) {
    return machines.start(
        TRAINING, job.job() + "-from-" + firstRound, TrainingInput.of(job, firstRound));
  }

  /** The events of an execution so far, one line each. */
  void onEnd(String execution, Consumer<String> history) {
    machines
        .execution(execution)
        .ifPresent(e -> e.onEnd(ended -> history.accept(ended.history().print())));
  }

  /** Whether an execution of the training is running. It is asked before every event. */
  boolean isTraining() {
    if (running.filter(e -> e.status() == Execution.Status.RUNNING).isEmpty()) {
      // A long training continues as another execution.
      running =
          machines.executions(TRAINING).stream()
              .filter(e -> e.status() == Execution.Status.RUNNING)
              .findFirst();
    }
    return running.isPresent();
  }

  /** The execution that failed, if any. */
  Optional<Execution> failure() {
    return machines.executions(TRAINING).stream()
        .filter(e -> e.status() != Execution.Status.RUNNING)
        .filter(e -> e.status() != Execution.Status.SUCCEEDED)
        .findFirst();
  }

  /** Why the training ended early, if its privacy budget is spent. */
  Optional<String> budgetSpent() {
    return machines.executions(TRAINING).stream()
        .flatMap(e -> e.output().stream())
        .filter(output -> output.hasNonNull("budget_spent"))
        .map(output -> output.get("budget_spent").asText())
        .findFirst();
  }

  private boolean isRunning(String execution) {
    return machines
        .execution(execution)
        .filter(e -> e.status() == Execution.Status.RUNNING)
        .isPresent();
  }

  private final class Wiring {

    private final Observer observer;

    Wiring(Observer observer) {
      this.observer = observer;
    }

    void function(String name, Duration duration, UnaryOperator<JsonNode> step) {
      machines.function(
          name,
          new LambdaFunction() {
            @Override
            public JsonNode invoke(JsonNode payload) {
              try {
                JsonNode answer = step.apply(payload);
                observer.called(RoundMachine.this, name, payload);
                return answer;
              } catch (StoreException | IllegalArgumentException | IllegalStateException e) {
                throw new FunctionError(e.getClass().getName(), String.valueOf(e.getMessage()));
              }
            }

            @Override
            public Duration duration() {
              return duration;
            }
          });
    }
  }

  /** On AWS the secret is random; here it is derived from the seed. */
  private static Nonces nonces(long seed) {
    return new Nonces(secret(seed, "nonces"));
  }

  /** The same: who knows the seed can remove the noise. */
  private static NoiseKeys noise(long seed) {
    byte[] secret = secret(seed, "noise");
    return (plan, digest) -> NoiseSecret.key(secret, plan, digest);
  }

  private static byte[] secret(long seed, String purpose) {
    SplittableRandom random = new Draws(seed).of(purpose);
    ByteBuffer secret = ByteBuffer.allocate(32);
    while (secret.hasRemaining()) {
      secret.putLong(random.nextLong());
    }
    return secret.array();
  }

  private static Timers timers(VirtualTime time) {
    return new Timers() {
      @Override
      public Instant now() {
        return time.instant();
      }

      @Override
      public Cancellable after(Duration delay, Runnable action) {
        VirtualTime.Event event = time.after(delay, action);
        return () -> time.cancel(event);
      }
    };
  }
}
