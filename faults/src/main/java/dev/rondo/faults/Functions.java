package dev.rondo.faults;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.faults.service.Lambda.Invocation;
import dev.rondo.faults.service.SeatsPort;
import dev.rondo.faults.service.SignalPort;
import dev.rondo.faults.service.Work;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.random.Draws;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.training.Evaluation;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.optimizer.ServerOptimizer;
import dev.rondo.rounds.parts.Phase;
import dev.rondo.rounds.privacy.ClientSample;
import dev.rondo.rounds.privacy.NoiseKeys;
import dev.rondo.rounds.privacy.NoiseSecret;
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
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** Which step each function of the state machine runs: the one place that wires them. */
final class Functions {

  /** After this time a worker leaves the rest of its batch to another one. */
  private static final Duration BATCH_TIME = Duration.ofSeconds(90);

  /** The name of the helper's function in a job that does not set it. */
  static final String HELPER = "rondo-helper";

  private final Services services;
  private final Helper helper;
  private final Draws draws;
  private byte[] jobBytes = {};
  private Optional<JobConfig> jobConfig = Optional.empty();

  Functions(Services services, Helper helper, long seed) {
    this.helper = helper;
    this.services = services;
    this.draws = new Draws(seed);
  }

  /** The functions by their names: a run and its payload in, the answer out. */
  Map<String, BiFunction<Invocation, JsonNode, JsonNode>> steps() {
    return Map.of(
        "open-round",
        this::openRound,
        "await-quorum",
        this::awaitQuorum,
        "aggregate",
        this::aggregate,
        "fold-part",
        this::foldPart,
        HELPER,
        this::unmask,
        "evaluate",
        this::evaluate,
        "close-round",
        this::closeRound);
  }

  private JsonNode unmask(Invocation run, JsonNode payload) {
    return helper.unmask(run, services.store(run.actor()), payload);
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
            services.scenario().partChoice(),
            ClientSample.NONE,
            services.scenario().portions().seats(),
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
            services.scenario().resources(),
            services.scenario().groupChoice(),
            noise(run, store));
    return RoundFunctions.aggregate(step, payload);
  }

  private NoiseKeys noise(Invocation run, ObjectStore store) {
    return new NoiseSecret(store, draws.of(run.actor().name()));
  }

  private JsonNode foldPart(Invocation run, JsonNode payload) {
    ObjectStore store = services.store(run.actor());
    Phase phase = Json.fromTree(payload.path("phase"), Phase.class);
    run.meter().does(work(phase, run.meter().memoryMb()));
    return RoundFunctions.foldPart(
        new FoldPart(
            store, optimizer(store, payload), services.scenario().resources(), noise(run, store)),
        payload);
  }

  private Work work(Phase phase, int memoryMb) {
    JobConfig config = services.scenario().config();
    if (phase == Phase.DISTANCES) {
      return Work.comparing(config.seats(), memoryMb);
    }
    return switch (config.aggregation().kind()) {
      case MEDIAN, TRIMMED_MEAN -> Work.sorting(config.seats(), memoryMb);
      default -> Work.adding(memoryMb);
    };
  }

  /** Of the job's configuration, which is read each time, and parsed only if it has changed. */
  private ServerOptimizer optimizer(ObjectStore store, JsonNode payload) {
    String key = ObjectKeys.job(RoundFunctions.request(payload).job());
    byte[] bytes = store.get(key).orElseThrow().read(InputStream::readAllBytes);
    if (!Arrays.equals(bytes, jobBytes)) {
      jobBytes = bytes;
      jobConfig = Optional.of(JobConfig.fromJson(Json.parse(bytes, JsonNode.class, key)));
    }
    return jobConfig.orElseThrow().optimizer();
  }

  private JsonNode evaluate(Invocation run, JsonNode payload) {
    double accuracy = Scenario.accuracy(RoundFunctions.request(payload).round());
    Evaluate step =
        new Evaluate(
            services.store(run.actor()),
            (model, parameters) -> Evaluation.of(1, 0.5, accuracy, List.of(accuracy)));
    return RoundFunctions.evaluate(step, payload);
  }

  private JsonNode closeRound(Invocation run, JsonNode payload) {
    return RoundFunctions.closeRound(
        new CloseRound(services.store(run.actor()), run.clock(), services.scenario().resources()),
        payload);
  }

  /** The worker, which no state machine calls. */
  FoldUpdates worker(Invocation run) {
    ObjectStore store = services.store(run.actor());
    Instant end = run.clock().instant().plus(BATCH_TIME);
    return new FoldUpdates(
        store,
        awaitQuorum(run),
        services.scenario().resources(),
        () -> run.clock().instant().isAfter(end));
  }

  private AwaitQuorum awaitQuorum(Invocation run) {
    return new AwaitQuorum(
        services.store(run.actor()), signal(run), services.scenario().portions().digits());
  }

  private SignalPort signal(Invocation run) {
    return new SignalPort(services.world(), services.machines(), run.actor());
  }
}
