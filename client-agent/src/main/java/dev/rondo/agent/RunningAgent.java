package dev.rondo.agent;

import dev.rondo.agent.data.OwnData;
import dev.rondo.agent.instance.InstanceMetadata;
import dev.rondo.agent.instance.InstanceWatch;
import dev.rondo.agent.settings.AgentFields;
import dev.rondo.agent.settings.AgentSettings;
import dev.rondo.agent.status.AgentState;
import dev.rondo.agent.status.HealthFile;
import dev.rondo.agent.status.StatusLines;
import dev.rondo.agent.time.BackOff;
import dev.rondo.agent.time.StopSignal;
import dev.rondo.agent.training.PlanCheck;
import dev.rondo.agent.training.SeatWork;
import dev.rondo.agent.training.ThreadWorker;
import dev.rondo.aws.AwsClients;
import dev.rondo.aws.CallerIdentity;
import dev.rondo.aws.queue.SqsTaskQueue;
import dev.rondo.aws.store.AbsentWhenForbidden;
import dev.rondo.aws.store.S3ObjectStore;
import dev.rondo.learning.BlasKernel;
import dev.rondo.protocol.client.ClientRound;
import dev.rondo.protocol.client.SecureUploads;
import dev.rondo.protocol.store.ObjectStore;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Wires the agent for a machine on AWS. */
final class RunningAgent implements AutoCloseable {

  /** The longest time between two writes of the health file. */
  private static final Duration TOUCH = Duration.ofSeconds(10);

  /** The time of a clean stop that is reserved for handing back after an upload. */
  private static final Duration HAND_BACK = Duration.ofSeconds(5);

  private final AgentSettings settings;
  private final Optional<OwnData> ownData;
  private final Optional<SecureClient> keys;
  private final StopSignal terminated;
  private final StopSignal stop;
  private final PrintStream out;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final AwsClients clients;

  RunningAgent(
      AgentSettings settings,
      StopSignal terminated,
      PrintStream out,
      InstantSource clock,
      AwsClients clients) {
    this.settings = settings;
    this.terminated = terminated;
    this.stop = new StopSignal();
    this.out = out;
    this.clock = clock;
    this.random = new SplittableRandom(new SecureRandom().nextLong());
    this.clients = clients;
    // Before anything else: data and keys that cannot be used are found when the agent starts.
    this.ownData = settings.get(AgentFields.DATA).map(OwnData::read);
    this.keys = SecureClient.of(settings);
    terminated.onRequest(() -> stop.request(terminated.reason().orElse("")));
  }

  /**
   * Runs until the process receives SIGTERM or the instance is about to end.
   *
   * @return whether it was the process
   */
  boolean run() throws IOException {
    Optional<String> client =
        new ClientIdentity(
                () -> CallerIdentity.userId(clients),
                new BackOff(settings.get(AgentFields.BACK_OFF), random),
                stop::await,
                stop,
                new StatusLines(out, clock, ""))
            .find(settings.identity());
    if (client.isPresent()) {
      run(client.get());
    }
    return terminated.isRequested();
  }

  private void run(String client) throws IOException {
    StatusLines status = new StatusLines(out, clock, client);
    AgentState state =
        new AgentState(new HealthFile(settings.get(AgentFields.HEALTH_FILE)), clock, client);
    state.touch();
    settings.warnings().forEach(problem -> status.line("settings").warn(problem.text()));
    if (settings.get(AgentFields.WATCH_INSTANCE).isFor(client)) {
      new InstanceWatch(new InstanceMetadata(settings.instanceMetadata())).start(stop);
    }
    ObjectStore store =
        new AbsentWhenForbidden(
            S3ObjectStore.ofClient(clients.s3(), settings.get(AgentFields.BUCKET)));
    // A quarter: parameters, their change, the examples, and what passes through on the way.
    long quarter = Runtime.getRuntime().maxMemory() / 4;
    try (TrainingParts parts = TrainingParts.of(settings, client, ownData, store, clock, quarter)) {
      AgentLoop loop = loop(client, store, parts, quarter, state, status);
      started(parts, status);
      loop.run();
    }
    status.line("stopped").print();
  }

  private void started(TrainingParts parts, StatusLines status) {
    StatusLines.Line line =
        status
            .line("started")
            .with("bucket", settings.get(AgentFields.BUCKET))
            .with("data", settings.get(AgentFields.DATA).map(Path::toString).orElse("leased"))
            .with("memory_megabytes", Runtime.getRuntime().maxMemory() / 1_000_000);
    keys.ifPresent(of -> line.with("client_public_key", of.publicKey()));
    if (parts.trainer().isPresent()) {
      line.with("trainer", parts.trainer()).print();
    } else {
      line.with("kernel", BlasKernel.inUse().orElse("unknown")).print();
    }
  }

  private AgentLoop loop(
      String client,
      ObjectStore store,
      TrainingParts parts,
      long maxModelBytes,
      AgentState state,
      StatusLines status) {
    SqsTaskQueue queue =
        new SqsTaskQueue(
            clients.sqs(),
            settings.get(AgentFields.TASK_QUEUE_URL).toString(),
            settings.get(AgentFields.LONG_POLL));
    Duration clockMargin = settings.get(AgentFields.CLOCK_MARGIN);
    // This machine's clock may be ahead. A round whose deadline has passed by a late clock has
    // passed.
    SecureUploads secure =
        keys.map(of -> of.uploads(bucket -> S3ObjectStore.ofClient(clients.s3(), bucket)))
            .orElse(SecureUploads.NONE);
    ClientRound round =
        new ClientRound(store, client, () -> clock.instant().minus(clockMargin), secure);
    SeatKeeper keeper =
        new SeatKeeper(
            queue,
            round,
            parts.data(),
            new ThreadWorker(stop),
            new SeatKeeper.Timing(
                settings.get(AgentFields.VISIBILITY),
                settings.get(AgentFields.HEARTBEAT),
                uploadOnStop(settings.get(AgentFields.STOP))),
            clock,
            stop,
            state,
            status);
    SeatWork.Means means = new SeatWork.Means(round, client, parts.learner());
    PlanCheck check = new PlanCheck(settings.get(AgentFields.MAX_EPOCHS), maxModelBytes);
    SeatService service = new SeatService(round, keeper, means, check, clock, state, status);
    return new AgentLoop(
        queue,
        parts.data(),
        service,
        stop,
        pause -> pauseAndTouch(pause, state),
        state,
        status,
        random,
        new AgentLoop.Habits(
            settings.get(AgentFields.HAND_BACK),
            settings.get(AgentFields.IDLE_POLL),
            settings.get(AgentFields.AFTER_ROUND),
            settings.get(AgentFields.BACK_OFF)));
  }

  private static Duration uploadOnStop(Duration stop) {
    return stop.compareTo(HAND_BACK.multipliedBy(2)) > 0
        ? stop.minus(HAND_BACK)
        : stop.dividedBy(2);
  }

  private void pauseAndTouch(Duration pause, AgentState state) {
    Duration left = pause;
    while (left.compareTo(TOUCH) > 0) {
      if (stop.await(TOUCH)) {
        return;
      }
      state.touch();
      left = left.minus(TOUCH);
    }
    boolean unused = stop.await(left);
  }

  @Override
  public void close() {
    clients.close();
  }
}
