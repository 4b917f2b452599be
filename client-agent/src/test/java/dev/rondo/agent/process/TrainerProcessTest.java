package dev.rondo.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.aws.queue.SqsTaskQueue;
import dev.rondo.aws.store.S3ObjectStore;
import dev.rondo.aws.testing.Emulator;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.testing.TestedJava;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.optimizer.FedAvg;
import dev.rondo.rounds.state.Nonces;
import dev.rondo.rounds.state.RoundRequest;
import dev.rondo.rounds.state.RoundResult;
import dev.rondo.rounds.state.TrainingOverrides;
import dev.rondo.rounds.step.Aggregate;
import dev.rondo.rounds.step.CloseRound;
import dev.rondo.rounds.step.InitializeJob;
import dev.rondo.rounds.step.OpenRound;
import dev.rondo.settings.RawSettings;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** An agent and its trainer as real processes, for a job of one client whose data are its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrainerProcessTest {

  private static final String BUCKET = "rondo-trainers";
  private static final String JOB = "toy";
  private static final InstantSource CLOCK = InstantSource.system();

  @TempDir Path folder;

  private final List<AgentProcess> agents = new ArrayList<>();
  private Emulator emulator;
  private S3ObjectStore store;
  private SqsTaskQueue queue;
  private String queueUrl = "";
  private Path journal = Path.of("");

  @BeforeAll
  void start() {
    emulator = Emulator.startIfInstalled();
  }

  @AfterAll
  void stop() {
    if (emulator != null) {
      emulator.close();
    }
  }

  @BeforeEach
  void createTheJob() {
    emulator.reset();
    emulator.clients().s3().createBucket(b -> b.bucket(BUCKET));
    queueUrl = emulator.clients().sqs().createQueue(b -> b.queueName("tasks")).queueUrl();
    store = new S3ObjectStore(emulator.clients().s3(), BUCKET);
    queue = new SqsTaskQueue(emulator.clients().sqs(), queueUrl, Duration.ZERO);
    journal = folder.resolve("journal");
    new InitializeJob(store).run(config(), ToyTrainer.LAYOUT, new float[4], CLOCK.instant());
  }

  @AfterEach
  void endAgents() {
    agents.forEach(AgentProcess::close);
  }

  private static JobConfig config() {
    RawSettings settings = RawSettings.empty();
    Map<String, String> values =
        Map.of(
            "job", JOB,
            "model", "init.safetensors",
            "dataset", "none",
            "clients", "1",
            "fraction", "1",
            "over_selection", "1",
            "evaluate_every", "0",
            "deadline_seconds", "600");
    for (Map.Entry<String, String> value : values.entrySet()) {
      settings = settings.with(value.getKey(), value.getValue(), "test");
    }
    return JobConfig.of(settings);
  }

  private void open(int round) {
    Nonces nonces = new Nonces("sixteen bytes or more".getBytes(StandardCharsets.UTF_8));
    new OpenRound(store, queue, nonces, name -> true, CLOCK)
        .run(new RoundRequest(JOB, round), "execution-" + round, TrainingOverrides.none());
  }

  private RoundResult close(int round) {
    new Aggregate(store, new FedAvg(1), CLOCK).run(new RoundRequest(JOB, round));
    return new CloseRound(store, CLOCK).run(new RoundRequest(JOB, round), Optional.empty());
  }

  private void awaitUpdate(AgentProcess agent, int round) {
    Awaitility.await()
        .atMost(AgentProcess.PATIENCE)
        .failFast(() -> assertThat(agent.isAlive()).as("%s", agent.lines()).isTrue())
        .until(() -> store.head(ObjectKeys.update(JOB, round, "a")).isPresent());
  }

  private AgentProcess agentWith(String trainer, String... more) throws IOException {
    List<String> flags =
        new ArrayList<>(
            List.of(
                "--bucket=" + BUCKET,
                "--task-queue-url=" + queueUrl,
                "--identity=id:a",
                "--trainer=" + trainer,
                "--cache=" + folder.resolve("cache"),
                "--health-file=" + folder.resolve("health.json"),
                "--long-poll-seconds=1",
                "--idle-poll-seconds=0.1-0.2",
                "--after-round-seconds=0.1",
                "--hand-back-seconds=0",
                "--back-off-seconds=0.1-0.2",
                "--heartbeat-seconds=1"));
    flags.addAll(List.of(more));
    AgentProcess agent = AgentProcess.start(TestedJava.OF_THE_BUILD, emulator.environment(), flags);
    agents.add(agent);
    return agent;
  }

  private AgentProcess agent(String behaviour, String... more) throws IOException {
    return agentWith(ToyTrainer.command(behaviour, journal), more);
  }

  private void awaitTraining(AgentProcess agent) {
    Awaitility.await()
        .atMost(AgentProcess.PATIENCE)
        .failFast(() -> assertThat(agent.isAlive()).as("%s", agent.lines()).isTrue())
        .until(() -> !ToyTrainer.requests(journal, "train").isEmpty());
  }

  private void awaitTheEndOfAllTrainers() throws IOException {
    List<Long> processes = ToyTrainer.processes(journal);
    assertThat(processes).isNotEmpty();
    Awaitility.await()
        .atMost(AgentProcess.PATIENCE)
        .until(() -> processes.stream().noneMatch(TrainerProcessTest::isAlive));
  }

  private static boolean isAlive(long process) {
    return ProcessHandle.of(process).map(ProcessHandle::isAlive).orElse(false);
  }

  /** The folders of trainers in the client's cache. */
  private List<String> trainerFolders() {
    String[] names = folder.resolve("cache").resolve("a").toFile().list();
    return List.of(names == null ? new String[0] : names).stream()
        .filter(name -> name.startsWith("trainer-"))
        .toList();
  }

  @Test
  void oneTrainerServesTwoRoundsAndEndsWithItsAgent() throws Exception {
    open(1);
    AgentProcess a = agent("well");
    awaitUpdate(a, 1);
    assertThat(close(1).accepted()).isEqualTo(1);
    open(2);
    awaitUpdate(a, 2);
    assertThat(close(2).accepted()).isEqualTo(1);

    assertThat(a.await("started").path("trainer").asText()).isEqualTo("toy");
    JsonNode uploaded = a.await("uploaded");
    assertThat(uploaded.path("examples").asInt()).isEqualTo(7);
    assertThat(uploaded.path("train_loss").asDouble()).isEqualTo(0.5);
    List<JsonNode> requests = ToyTrainer.requests(journal, "train");
    assertThat(requests).hasSize(2).allMatch(request -> request.path("shard").isNull());
    assertThat(requests).allMatch(request -> request.path("partition").isNull());
    assertThat(requests).allMatch(request -> request.path("client").asText().equals("a"));
    assertThat(store.list("leases/")).isEmpty();
    assertThat(a.terminate().end()).isEqualTo(143);
    assertThat(ToyTrainer.processes(journal)).hasSize(1);
    awaitTheEndOfAllTrainers();
    assertThat(trainerFolders()).isEmpty();
  }

  @Test
  void aTrainerThatCrashesOnceCostsOneTurnAndTheRoundCommits() throws Exception {
    open(1);
    AgentProcess a = agent("crashes-once");
    awaitUpdate(a, 1);

    assertThat(close(1).accepted()).isEqualTo(1);
    assertThat(a.await("trainer_failed").path("message").asText())
        .contains("it exited (exit code 3)")
        .endsWith("\n  training a\n  out of memory");
    assertThat(ToyTrainer.processes(journal)).hasSize(2);
  }

  /** Its first training allocates memory without end; the others return the base model. */
  private static final String EATER =
      """
      import json, os, shutil, sys
      for line in sys.stdin:
          request = json.loads(line)
          answer = {"id": request["id"], "type": "trained", "examples": 7}
          if request["type"] == "hello":
              answer.update(type="hello", protocol=1, name="eater", can=["train"])
          elif not os.path.exists(sys.argv[1]):
              open(sys.argv[1], "w").close()
              eaten = []
              while True:
                  eaten.append(b"x" * 1_000_000)
          else:
              shutil.copy(request["base"], request["out"])
          print(json.dumps(answer), flush=True)
      """;

  private static Path python() {
    Optional<Path> python =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .map(directory -> Path.of(directory, "python3"))
            .filter(Files::isExecutable)
            .findFirst();
    Assumptions.assumeTrue(python.isPresent(), "python3 is not on the PATH");
    return python.orElseThrow();
  }

  @Test
  void aTrainerThatEatsMemoryIsEndedAndNamedAndTheAgentGoesOn() throws Exception {
    Assumptions.assumeTrue(
        Files.isReadable(Path.of("/proc/self/smaps_rollup")), "the limit is for Linux");
    Path eater = Files.writeString(folder.resolve("eater.py"), EATER);
    open(1);
    AgentProcess a =
        agentWith(
            "'%s' '%s' '%s'".formatted(python(), eater, folder.resolve("eaten")),
            "--trainer-memory=150");
    awaitUpdate(a, 1);

    assertThat(close(1).accepted()).isEqualTo(1);
    assertThat(a.await("trainer_failed").path("message").asText())
        .contains(
            "it and the processes that it started used more than 150 MB of memory, its limit");
  }

  @Test
  void whenTheRoundClosesTheTrainingIsCancelledAndTheTrainerServesTheNextRound() throws Exception {
    open(1);
    AgentProcess a = agent("waits");
    awaitTraining(a);
    close(1);
    a.await("round_closed");
    open(2);
    awaitUpdate(a, 2);

    assertThat(close(2).accepted()).isEqualTo(1);
    assertThat(ToyTrainer.requests(journal, "cancel")).hasSize(1);
    assertThat(ToyTrainer.processes(journal)).hasSize(1);
  }

  @Test
  void anAgentThatIsTerminatedEndsATrainerThatIgnoresEverything() throws Exception {
    open(1);
    AgentProcess a = agent("sleeps");
    awaitTraining(a);

    assertThat(a.terminate().end()).isEqualTo(143);

    a.await("handed_back");
    a.await("stopped");
    assertThat(queue.receive()).isPresent();
    awaitTheEndOfAllTrainers();
    assertThat(trainerFolders()).isEmpty();
  }

  @Test
  void anAgentWithLittleTimeToStopEndsItsTrainerToo() throws Exception {
    open(1);
    AgentProcess a = agent("sleeps", "--stop-seconds=1");
    awaitTraining(a);

    assertThat(a.terminate().end()).isEqualTo(143);

    awaitTheEndOfAllTrainers();
  }

  @Test
  void theTrainerOfAnAgentThatIsKilledEnds() throws Exception {
    open(1);
    AgentProcess a = agent("waits");
    awaitTraining(a);

    a.kill().end();

    awaitTheEndOfAllTrainers();
  }

  @Test
  void aTrainerThatDoesNotStartEndsTheAgentAtOnceWithTheLastLinesOfItsLog() throws Exception {
    AgentProcess a = agentWith("echo No module named torch >&2; exit 1");

    assertThat(a.end()).isEqualTo(2);
    assertThat(String.join("\n", a.lines()))
        .contains("as a trainer. The trainer failed: it exited (exit code 1)")
        .endsWith("\n  No module named torch");
    assertThat(trainerFolders()).isEmpty();
  }
}
