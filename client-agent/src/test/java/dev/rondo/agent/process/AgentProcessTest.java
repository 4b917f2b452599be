package dev.rondo.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.aws.queue.SqsTaskQueue;
import dev.rondo.aws.store.S3ObjectStore;
import dev.rondo.aws.testing.Emulator;
import dev.rondo.learning.data.DataSets;
import dev.rondo.learning.data.DataShardFile;
import dev.rondo.learning.data.Dataset;
import dev.rondo.learning.model.Model;
import dev.rondo.learning.model.Models;
import dev.rondo.protocol.client.ClientRound;
import dev.rondo.protocol.data.DataIndex;
import dev.rondo.protocol.data.Lease;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.round.TaskQueue.Delivery;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.testing.TestedJava;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.optimizer.FedAvg;
import dev.rondo.rounds.state.Nonces;
import dev.rondo.rounds.state.RoundRequest;
import dev.rondo.rounds.state.TrainingOverrides;
import dev.rondo.rounds.step.Aggregate;
import dev.rondo.rounds.step.CloseRound;
import dev.rondo.rounds.step.InitializeJob;
import dev.rondo.rounds.step.OpenRound;
import dev.rondo.settings.RawSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Agents as real processes, against S3, SQS and STS of an emulator. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgentProcessTest {

  private static final String BUCKET = "rondo-agents";
  private static final String DATASET = "numbers";
  private static final int LONG_TRAINING = 1_000;

  /** Epochs of a training that does not end within any test, on any processor. */
  private static final int ENDLESS_TRAINING = 1_000_000;

  private static final String ALL_EPOCHS = "--max-epochs=" + ENDLESS_TRAINING;
  private static final InstantSource CLOCK = InstantSource.system();

  @TempDir Path folder;

  private final List<AgentProcess> agents = new ArrayList<>();
  private Emulator emulator;
  private S3ObjectStore store;
  private SqsTaskQueue queue;
  private String queueUrl = "";
  private Map<String, String> environment = Map.of();

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
  void setUp() {
    environment = new HashMap<>(emulator.environment());
    emulator.reset();
    emulator.clients().s3().createBucket(b -> b.bucket(BUCKET));
    queueUrl = emulator.clients().sqs().createQueue(b -> b.queueName("tasks")).queueUrl();
    store = new S3ObjectStore(emulator.clients().s3(), BUCKET);
    queue = new SqsTaskQueue(emulator.clients().sqs(), queueUrl, Duration.ZERO);
  }

  @AfterEach
  void endAgents() {
    agents.forEach(AgentProcess::close);
  }

  private AgentProcess agent(String id, String... more) throws IOException {
    return agent(TestedJava.OF_THE_BUILD, id, more);
  }

  private AgentProcess agent(TestedJava java, String id, String... more) throws IOException {
    List<String> flags =
        new ArrayList<>(
            List.of(
                "--bucket=" + BUCKET,
                "--task-queue-url=" + queueUrl,
                "--identity=id:" + id,
                "--cache=" + folder.resolve("cache"),
                "--health-file=" + folder.resolve(id + ".json"),
                "--long-poll-seconds=1",
                "--idle-poll-seconds=0.1-0.2",
                "--visibility-seconds=4",
                "--heartbeat-seconds=1"));
    flags.addAll(List.of(more));
    AgentProcess agent = AgentProcess.start(java, environment, flags);
    agents.add(agent);
    return agent;
  }

  /** Creates the job of this name with two data shards, and opens its first round. */
  private void open(String job, int epochs) throws IOException {
    Dataset examples = examples();
    List<DataIndex.DataShard> dataShards = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      String name = "shard-%05d".formatted(i);
      store.put(
          ObjectKeys.dataShard(DATASET, name), DataShardFile.content(DATASET, name, examples));
      dataShards.add(new DataIndex.DataShard(name, examples.size()));
    }
    DataIndex index = new DataIndex(DATASET, examples.exampleShape(), 2, dataShards);
    store.put(ObjectKeys.dataIndex(DATASET), Content.of(Json.bytes(index)));
    JobConfig config = config(job, epochs);
    Model model = Models.named("mcmahan-2nn", examples.exampleShape(), examples.classes());
    new InitializeJob(store).run(config, model.layout(), model.initialize(1), CLOCK.instant());
    Nonces nonces = new Nonces("sixteen bytes or more".getBytes(StandardCharsets.UTF_8));
    new OpenRound(store, queue, nonces, name -> true, CLOCK)
        .run(new RoundRequest(job, 1), "execution", TrainingOverrides.none());
  }

  private static JobConfig config(String job, int epochs) {
    RawSettings settings = RawSettings.empty();
    Map<String, String> values =
        Map.of(
            "job", job,
            "model", "mcmahan-2nn",
            "dataset", DATASET,
            "clients", "2",
            "fraction", "1",
            "over_selection", "1",
            "epochs", Integer.toString(epochs),
            "batch_size", "10",
            "learning_rate", "0.01",
            "deadline_seconds", "600");
    for (Map.Entry<String, String> value : values.entrySet()) {
      settings = settings.with(value.getKey(), value.getValue(), "test");
    }
    return JobConfig.of(settings);
  }

  private Dataset examples() throws IOException {
    Path csv = Files.createDirectories(folder.resolve("csv"));
    String rows =
        IntStream.range(0, 1000)
            .mapToObj(i -> "%d,%d,%d,1,0%n".formatted(i % 2, i % 2, 1 - i % 2))
            .reduce("label,a,b,c,d\n", String::concat);
    Files.writeString(csv.resolve("train.csv"), rows);
    Files.writeString(csv.resolve("test.csv"), rows);
    return DataSets.load(csv.toString(), csv).train();
  }

  private Lease lease(int dataShard) {
    return leaseOf(ObjectKeys.lease(DATASET, "shard-%05d".formatted(dataShard)));
  }

  private Lease leaseOf(String key) {
    return new Documents(store).require(key, Lease.class);
  }

  private boolean uploaded(String job, String client) {
    return store.head(ObjectKeys.update(job, 1, client)).isPresent();
  }

  @ParameterizedTest
  @EnumSource
  void twoAgentsServeARoundAndStopWithNothingHeld(TestedJava java) throws Exception {
    open("served", 2);
    AgentProcess a = agent(java, "a");
    AgentProcess b = agent(java, "b");

    JsonNode uploaded = a.await("uploaded");
    b.await("uploaded");

    assertThat(uploaded.path("examples").asInt()).isEqualTo(1000);
    assertThat(uploaded.path("train_loss").asDouble()).isBetween(0.01, 1.0);
    new Aggregate(store, new FedAvg(1), CLOCK).run(new RoundRequest("served", 1));
    assertThat(new CloseRound(store, CLOCK).run(new RoundRequest("served", 1), Optional.empty()))
        .satisfies(result -> assertThat(result.accepted()).isEqualTo(2));
    assertThat(a.terminate().end()).isEqualTo(143);
    assertThat(b.terminate().end()).isEqualTo(143);
    a.await("stopped");
    assertThat(lease(0).until()).isEqualTo(Lease.RELEASED);
    assertThat(lease(1).until()).isEqualTo(Lease.RELEASED);
    assertThat(queue.receive()).isEmpty();
    JsonNode health =
        Json.parse(Files.readAllBytes(folder.resolve("a.json")), JsonNode.class, "health");
    assertThat(health.path("rounds").asInt()).isEqualTo(1);
    assertThat(health.path("state").asText()).isEqualTo("stopping");
    assertThat(a.lines()).as("no warning of Java is among them").allMatch(l -> l.startsWith("{"));
  }

  @Test
  void anAgentThatIsTerminatedInMidTrainingHandsItsSeatBackAtOnce() throws Exception {
    open("terminated", ENDLESS_TRAINING);
    Delivery other = queue.receive().orElseThrow();
    AgentProcess a = agent("a", "--visibility-seconds=600", ALL_EPOCHS);
    Seat seat = seat(a.await("training"), "terminated");

    assertThat(a.terminate().end()).isEqualTo(143);

    a.await("handed_back");
    assertThat(uploaded("terminated", "a")).isFalse();
    assertThat(queue.receive().orElseThrow().seat().seat()).isEqualTo(seat.seat());
    assertThat(other.seat().seat()).isNotEqualTo(seat.seat());
  }

  @Test
  void theSeatOfAnAgentThatIsKilledGoesToAnother() throws Exception {
    open("killed", LONG_TRAINING);
    queue.delete(queue.receive().orElseThrow().receipt());
    AgentProcess a = agent("a");
    Seat seat = seat(a.await("training"), "killed");

    a.kill().end();
    AgentProcess b = agent("b");

    assertThat(seat(b.await("training"), "killed").seat()).isEqualTo(seat.seat());
    b.await("uploaded");
    assertThat(uploaded("killed", "b")).isTrue();
    assertThat(uploaded("killed", "a")).isFalse();
  }

  @Test
  void aNewProcessOfTheSameClientGoesOnAndHandsBackWhatItHasServed() throws Exception {
    open("again", 1);
    Delivery first = queue.receive().orElseThrow();
    queue.delete(first.receipt());
    AgentProcess a = agent("a");
    a.await("uploaded");
    Awaitility.await()
        .atMost(AgentProcess.PATIENCE)
        .until(() -> new ClientRound(store, "a", CLOCK).look(first.seat()) != null);
    a.kill().end();
    // Its last act before it was killed was the upload, so to speak: its seat is there again.
    queue.publish(List.of(first.seat()));

    AgentProcess again = agent("a");

    again.await("already_served");
    again.terminate().end();
    assertThat(again.lines()).noneMatch(line -> line.contains("\"training\""));
  }

  @Test
  void trainingEndsWhenTheRoundIsClosed() throws Exception {
    open("closed", ENDLESS_TRAINING);
    queue.delete(queue.receive().orElseThrow().receipt());
    AgentProcess a = agent("a", ALL_EPOCHS);
    a.await("training");

    new Aggregate(store, new FedAvg(1), CLOCK).run(new RoundRequest("closed", 1));
    new CloseRound(store, CLOCK).run(new RoundRequest("closed", 1), Optional.empty());

    a.await("round_closed");
    assertThat(uploaded("closed", "a")).isFalse();
  }

  @Test
  void anAgentWhoseInstanceIsAboutToEndHandsItsSeatBackAndAsksNotToBeStartedAgain()
      throws Exception {
    open("interrupted", ENDLESS_TRAINING);
    queue.delete(queue.receive().orElseThrow().receipt());
    try (MetadataService metadata = MetadataService.start()) {
      environment.put("AWS_EC2_METADATA_SERVICE_ENDPOINT", metadata.endpoint());
      AgentProcess a = agent("a", "--watch-instance=true", "--visibility-seconds=600", ALL_EPOCHS);
      a.await("training");

      metadata.say("spot/instance-action", "{\"action\": \"terminate\"}");

      assertThat(a.end()).isEqualTo(75);
      assertThat(a.await("stopping").path("message").asText()).contains("Spot");
      assertThat(queue.receive()).isPresent();
      assertThat(store.list("leases/")).hasSize(1);
      assertThat(leaseOf(store.list("leases/").get(0).key()).until()).isEqualTo(Lease.RELEASED);
    }
  }

  @Test
  void theCredentialsSayWhoTheClientIs() throws Exception {
    AgentProcess a = agent("ignored", "--identity=sts");

    String user = emulator.clients().sts().getCallerIdentity().userId();
    assertThat(a.await("started").path("client").asText()).isEqualTo(user);
  }

  @Test
  void settingsThatCannotBeUsedEndItWithAllProblems() throws Exception {
    AgentProcess a = agent("a", "--colour=red", "--max-epochs=none");

    assertThat(a.end()).isEqualTo(2);
    assertThat(a.lines()).hasSize(2).anyMatch(line -> line.startsWith("--colour"));
  }

  @Test
  void dataThatCannotBeUsedEndItAtOnce() throws Exception {
    AgentProcess a = agent("a", "--data=" + folder.resolve("nothing"));

    assertThat(a.end()).isEqualTo(2);
    assertThat(a.lines()).hasSize(1).allMatch(line -> line.contains("data set not found"));
  }

  private static Seat seat(JsonNode line, String job) {
    assertThat(line.path("job").asText()).isEqualTo(job);
    return new Seat(job, line.path("round").asInt(), line.path("seat").asInt(), "-");
  }
}
