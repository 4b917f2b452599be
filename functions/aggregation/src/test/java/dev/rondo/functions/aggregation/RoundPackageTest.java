package dev.rondo.functions.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.aws.queue.SqsTaskQueue;
import dev.rondo.aws.store.S3ObjectStore;
import dev.rondo.aws.testing.Emulator;
import dev.rondo.functions.support.Metric;
import dev.rondo.functions.testing.LambdaProcess;
import dev.rondo.functions.testing.LambdaProcess.Answer;
import dev.rondo.functions.testing.RecordedLines;
import dev.rondo.protocol.client.ClientRound;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.round.TaskQueue.Delivery;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.testing.TestedJava;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.rounds.step.InitializeJob;
import dev.rondo.rounds.testing.TestJob;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A round through the packaged functions, each in its process, on an emulated S3, SQS and Step
 * Functions: whatever they need is in the package.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the runtime interface client is for Linux")
@ParameterizedClass
@EnumSource(TestedJava.class)
class RoundPackageTest {

  private static final Path FOLDER = Path.of("target", "emulator");

  @Parameter private TestedJava java = TestedJava.OF_THE_BUILD;

  private final RecordedLines lines = new RecordedLines();
  private final Map<String, String> environment = new HashMap<>();
  private Emulator emulator;
  private ObjectStore store;
  private SqsTaskQueue tasks;

  @BeforeEach
  void createTheJob() {
    emulator = Emulator.startIfInstalled();
    emulator.clients().s3().createBucket(b -> b.bucket(Functions.BUCKET));
    String url = emulator.clients().sqs().createQueue(b -> b.queueName("tasks")).queueUrl();
    store = new S3ObjectStore(emulator.clients().s3(), Functions.BUCKET);
    tasks = new SqsTaskQueue(emulator.clients().sqs(), url, Duration.ZERO);
    new InitializeJob(store)
        .run(TestJob.config(), TestJob.LAYOUT, new float[TestJob.CLIENTS], TestJob.START);
    environment.putAll(emulator.environment());
    environment.put("RONDO_BUCKET", Functions.BUCKET);
    environment.put("RONDO_METRICS_NAMESPACE", RecordedLines.NAMESPACE);
    environment.put("RONDO_TASK_QUEUE_URL", url);
  }

  @AfterEach
  void stop() {
    if (emulator != null) { // Without MiniStack, the test was skipped before it started one.
      emulator.close();
    }
  }

  private JsonNode call(String step, String event) {
    String handler = "dev.rondo.functions.aggregation." + step + "Handler";
    try (LambdaProcess function = LambdaProcess.start(java, FOLDER, handler, environment)) {
      Answer answer = function.invoke(event);
      assertThat(answer.failed()).as("%s answered %s", step, answer.body()).isFalse();
      function.output().forEach(lines::write);
      return answer.body();
    }
  }

  @Test
  void aRoundIsRun() {
    String execution = startedExecution();
    ObjectNode opening = request().put("execution", execution);
    assertThat(call("OpenRound", opening.toString()).path("state").asText()).isEqualTo("open");
    assertThat(
            call("OpenRound", request().put("execution", "another").toString())
                .path("state")
                .asText())
        .as("the first execution is under way")
        .isEqualTo("elsewhere");
    call("AwaitQuorum", request().put("token", "nobody waits for this").toString());
    List<String> clients = List.of("c0", "c1", "c2", "c3");
    clients.forEach(this::train);
    assertThat(call("FoldUpdates", Functions.file("several-in-one-message.json")).toString())
        .isEqualTo("{\"batchItemFailures\":[]}");
    assertThat(call("Aggregate", request().toString()).path("status").asText())
        .isEqualTo("committed");
    JsonNode result = call("CloseRound", request().toString());

    assertThat(result.path("accepted").asInt()).isEqualTo(4);
    assertThat(result.path("dropped").asInt()).isEqualTo(2);
    assertThat(lines.values(Metric.ROUNDS_COMMITTED)).containsExactly(1.0);
    assertThat(lines.values(Metric.BYTES_FOLDED)).hasSize(2).allMatch(bytes -> bytes > 0);
    assertThat(lines.values(Metric.CLIENT_LOSS, List.of("Client=c2", "Job=one-hot")))
        .containsExactly(0.5);
  }

  private static ObjectNode request() {
    return JsonNodeFactory.instance.objectNode().put("job", TestJob.ID).put("round", 1);
  }

  private void train(String client) {
    Delivery delivery = tasks.receive().orElseThrow();
    Seat seat = delivery.seat();
    Plan plan = new Documents(store).require(ObjectKeys.plan(TestJob.ID, 1), Plan.class);
    new ClientRound(store, client, () -> plan.openedAt())
        .upload(plan, seat, new LocalResult(new float[TestJob.CLIENTS], 1, 0.5));
    tasks.delete(delivery.receipt());
  }

  /** An execution that goes on for a while. */
  private String startedExecution() {
    String definition =
        "{\"StartAt\":\"W\",\"States\":{\"W\":{\"Type\":\"Wait\",\"Seconds\":600,\"End\":true}}}";
    var machine =
        emulator
            .clients()
            .sfn()
            .createStateMachine(
                b ->
                    b.name("rondo-round")
                        .definition(definition)
                        .roleArn("arn:aws:iam::000000000000:role/rondo"));
    return emulator
        .clients()
        .sfn()
        .startExecution(b -> b.stateMachineArn(machine.stateMachineArn()))
        .executionArn();
  }
}
