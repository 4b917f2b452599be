package dev.rondo.faults;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.faults.service.Lambda.Invocation;
import dev.rondo.faults.service.SeatsPort;
import dev.rondo.faults.service.SignalPort;
import dev.rondo.protocol.random.Draws;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.training.Evaluation;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.optimizer.ServerOptimizer;
import dev.rondo.rounds.scale.Division;
import dev.rondo.rounds.state.NonceSecret;
import dev.rondo.rounds.step.AbandonRound;
import dev.rondo.rounds.step.Aggregate;
import dev.rondo.rounds.step.AwaitQuorum;
import dev.rondo.rounds.step.CloseRound;
import dev.rondo.rounds.step.Evaluate;
import dev.rondo.rounds.step.FoldPart;
import dev.rondo.rounds.step.FoldUpdates;
import dev.rondo.rounds.step.OpenRound;
import dev.rondo.rounds.step.RoundFunctions;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Which step each function of the state machine runs: the one place that wires them. */
final class Functions {

  private final Services services;
  private final Draws draws;

  Functions(Services services, long seed) {
    this.services = services;
    this.draws = new Draws(seed);
  }

  /** The functions by their names: a run and its payload in, the answer out. */
  Map<String, BiFunction<Invocation, JsonNode, JsonNode>> steps() {
    return Map.of(
        "open-round", this::openRound,
        "await-quorum", this::awaitQuorum,
        "aggregate", this::aggregate,
        "fold-part", this::foldPart,
        "evaluate", this::evaluate,
        "close-round", this::closeRound);
  }

  /** The values of the placeholders in the state machine's file. */
  static Map<String, String> names() {
    return Map.of(
        "OpenRoundFunction", "open-round",
        "AwaitQuorumFunction", "await-quorum",
        "AggregateFunction", "aggregate",
        "FoldPartFunction", "fold-part",
        "RoundStateMachine", Console.ROUND,
        "TrainingStateMachine", Console.TRAINING,
        "EvaluateFunction", "evaluate",
        "CloseRoundFunction", "close-round");
  }

  private JsonNode openRound(Invocation run, JsonNode payload) {
    ObjectStore store = services.store(run.actor());
    SignalPort executions = signal(run);
    OpenRound step =
        new OpenRound(
            store,
            new SeatsPort(services.world(), services.seats(), run.actor()),
            NonceSecret.in(store, draws.of(run.actor().name())),
            executions,
            size -> new Division(services.parts(), services.parts() + 1),
            run.clock());
    return RoundFunctions.openRound(step, new AbandonRound(store, signal(run)), payload);
  }

  private JsonNode awaitQuorum(Invocation run, JsonNode payload) {
    AwaitQuorum step = awaitQuorum(run);
    JsonNode answer = RoundFunctions.awaitQuorum(step, payload);
    services.wakeUps().awaited(payload.path("token").asText());
    return answer;
  }

  private JsonNode aggregate(Invocation run, JsonNode payload) {
    ObjectStore store = services.store(run.actor());
    Aggregate step =
        new Aggregate(
            store,
            optimizer(store, payload),
            run.clock(),
            services.reads(),
            1,
            (parameters, contributors, partials, updates) -> groups(partials + updates));
    return RoundFunctions.aggregate(step, payload);
  }

  private int groups(int summands) {
    int groups = Math.min(services.groups(), summands);
    return groups < 2 ? 0 : groups;
  }

  private JsonNode foldPart(Invocation run, JsonNode payload) {
    ObjectStore store = services.store(run.actor());
    return RoundFunctions.foldPart(
        new FoldPart(store, optimizer(store, payload), services.reads()), payload);
  }

  private static ServerOptimizer optimizer(ObjectStore store, JsonNode payload) {
    JobConfig config =
        JobConfig.fromJson(
            new Documents(store)
                .require(ObjectKeys.job(RoundFunctions.request(payload).job()), JsonNode.class));
    return ServerOptimizer.of(config.serverLearningRate(), config.serverMomentum());
  }

  private JsonNode evaluate(Invocation run, JsonNode payload) {
    double accuracy = Scenario.accuracy(RoundFunctions.request(payload).round());
    Evaluate step =
        new Evaluate(
            services.store(run.actor()),
            (model, parameters) -> new Evaluation(1, 0.5, accuracy, List.of(accuracy)));
    return RoundFunctions.evaluate(step, payload);
  }

  private JsonNode closeRound(Invocation run, JsonNode payload) {
    return RoundFunctions.closeRound(
        new CloseRound(services.store(run.actor()), run.clock()), payload);
  }

  /** The worker, which no state machine calls. */
  FoldUpdates worker(Invocation run) {
    ObjectStore store = services.store(run.actor());
    return new FoldUpdates(store, awaitQuorum(run));
  }

  private AwaitQuorum awaitQuorum(Invocation run) {
    return new AwaitQuorum(services.store(run.actor()), signal(run), services.digits());
  }

  private SignalPort signal(Invocation run) {
    return new SignalPort(services.world(), services.machines(), run.actor());
  }
}
