package dev.rondo.agent;

import dev.rondo.agent.cache.FileCache;
import dev.rondo.agent.data.ClientData;
import dev.rondo.agent.data.LeasedData;
import dev.rondo.agent.data.OwnData;
import dev.rondo.agent.instance.InstanceMetadata;
import dev.rondo.agent.instance.InstanceWatch;
import dev.rondo.agent.settings.AgentSettings;
import dev.rondo.agent.status.AgentState;
import dev.rondo.agent.status.HealthFile;
import dev.rondo.agent.status.StatusLines;
import dev.rondo.agent.time.BackOff;
import dev.rondo.agent.time.StopSignal;
import dev.rondo.agent.training.BaseModels;
import dev.rondo.agent.training.PlanCheck;
import dev.rondo.agent.training.PlanModels;
import dev.rondo.agent.training.SeatWork;
import dev.rondo.agent.training.ThreadWorker;
import dev.rondo.aws.AwsClients;
import dev.rondo.aws.CallerIdentity;
import dev.rondo.aws.queue.SqsTaskQueue;
import dev.rondo.aws.store.AbsentWhenForbidden;
import dev.rondo.aws.store.S3ObjectStore;
import dev.rondo.protocol.client.ClientRound;
import dev.rondo.protocol.data.DataShardLeases;
import dev.rondo.protocol.store.ObjectStore;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
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
    // First of all, so that data that is not valid is reported at startup.
    this.ownData = settings.data().map(OwnData::read);
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
                new BackOff(settings.backOff(), random),
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
    AgentState state = new AgentState(new HealthFile(settings.healthFile()), clock, client);
    state.touch();
    settings
        .unknown()
        .forEach(
            name ->
                status
                    .line("settings")
                    .warn(name + " is not a known setting. List settings with --help"));
    if (settings.watchInstance().isFor(client)) {
      new InstanceWatch(new InstanceMetadata(settings.instanceMetadata())).start(stop);
    }
    AgentLoop loop = loop(client, state, status);
    status
        .line("started")
        .with("bucket", settings.bucket())
        .with("data", settings.data().map(Path::toString).orElse("leased"))
        .with("memory_megabytes", Runtime.getRuntime().maxMemory() / 1_000_000)
        .print();
    loop.run();
    status.line("stopped").print();
  }

  private AgentLoop loop(String client, AgentState state, StatusLines status) throws IOException {
    Path folder = Files.createDirectories(settings.cache().resolve(client));
    FileCache cache = new FileCache(folder.resolve("files"), settings.cacheBytes(), clock);
    ObjectStore store = new AbsentWhenForbidden(new S3ObjectStore(clients.s3(), settings.bucket()));
    SqsTaskQueue queue =
        new SqsTaskQueue(clients.sqs(), settings.taskQueueUrl(), settings.longPoll());
    // A quarter of the memory: parameters, their update, the examples, and buffers share the heap.
    long quarter = Runtime.getRuntime().maxMemory() / 4;
    ClientData data =
        ownData.isPresent()
            ? ownData.get()
            : new LeasedData(
                store,
                new DataShardLeases(store, clock, client, settings.lease(), settings.clockMargin()),
                cache,
                clock,
                folder,
                quarter);
    ClientRound round = new ClientRound(store, client);
    SeatKeeper keeper =
        new SeatKeeper(
            queue,
            round,
            data,
            new ThreadWorker(stop),
            new SeatKeeper.Timing(
                settings.visibility(), settings.heartbeat(), uploadOnStop(settings.stop())),
            clock,
            stop,
            state,
            status);
    SeatWork.Means means =
        new SeatWork.Means(
            round, client, data, new BaseModels(store, cache), new PlanModels(store), clock);
    PlanCheck check = new PlanCheck(settings.maxEpochs(), quarter, settings.clockMargin());
    SeatService service = new SeatService(round, keeper, means, check, clock, state, status);
    return new AgentLoop(
        queue,
        data,
        service,
        stop,
        pause -> pauseAndTouch(pause, state),
        state,
        status,
        random,
        new AgentLoop.Habits(
            settings.handBack(), settings.idlePoll(), settings.afterRound(), settings.backOff()));
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
