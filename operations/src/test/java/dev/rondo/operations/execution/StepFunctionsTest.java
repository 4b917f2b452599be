package dev.rondo.operations.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.aws.AwsException;
import dev.rondo.aws.testing.SharedClients;
import dev.rondo.protocol.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** Executions of state machines that wait for a token, which they send to a queue. */
class StepFunctionsTest {

  private static final Duration SOON = Duration.ofMinutes(3);

  @RegisterExtension static final SharedClients AWS = SharedClients.ofEmulator();
  private static final AtomicInteger MACHINES = new AtomicInteger();

  private String queue;
  private String machineArn;
  private StateMachine machine;

  @BeforeEach
  void start() {
    SqsClient sqs = AWS.get().sqs();
    queue = sqs.createQueue(b -> b.queueName("tokens-" + MACHINES.incrementAndGet())).queueUrl();
    machineArn = create("waiting", waiting(60));
    machine = new StepFunctions(AWS.get().sfn(), machineArn);
  }

  private String create(String name, String definition) {
    return AWS.get()
        .sfn()
        .createStateMachine(
            b ->
                b.name(name + "-" + MACHINES.incrementAndGet())
                    .definition(definition)
                    .roleArn("arn:aws:iam::000000000000:role/machine"))
        .stateMachineArn();
  }

  private String waiting(int seconds) {
    return """
    {"QueryLanguage": "JSONata", "StartAt": "Wait", "States": {"Wait": {
      "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
      "Arguments": {"QueueUrl": "%s", "MessageBody": "{%% $states.context.Task.Token %%}"},
      "TimeoutSeconds": %d, "End": true}}}
    """
        .formatted(queue, seconds);
  }

  private String token() {
    SqsClient sqs = AWS.get().sqs();
    List<Message> messages =
        sqs.receiveMessage(b -> b.queueUrl(queue).waitTimeSeconds(10)).messages();
    assertThat(messages).hasSize(1);
    sqs.deleteMessage(b -> b.queueUrl(queue).receiptHandle(messages.get(0).receiptHandle()));
    return messages.get(0).body();
  }

  private Execution described(String execution) {
    return machine.describe(execution).orElseThrow();
  }

  private static String start(StateMachine machine, String name) {
    return machine.start(name, Json.tree(Map.of("job", name)));
  }

  private void awaitEnd(String execution) {
    Awaitility.await().atMost(SOON).until(() -> !described(execution).isRunning());
  }

  @Test
  void anExecutionIsDescribedWithInputAndOutput() {
    String started = start(machine, "described");
    String token = token();
    assertThat(described(started).status()).isEqualTo(Execution.Status.RUNNING);
    assertThat(machine.running()).contains(started);

    AWS.get().sfn().sendTaskSuccess(b -> b.taskToken(token).output("{\"quorum\":true}"));
    awaitEnd(started);

    Execution ended = described(started);
    assertThat(ended.status()).isEqualTo(Execution.Status.SUCCEEDED);
    assertThat(ended.stoppedAt().orElseThrow()).isAfterOrEqualTo(ended.startedAt());
    assertThat(ended.isOf("described")).isTrue();
    assertThat(ended.output().orElseThrow().get("quorum").asBoolean()).isTrue();
  }

  @Test
  void aTimeOutIsToldByItsError() {
    StateMachine hasty = new StepFunctions(AWS.get().sfn(), create("hasty", waiting(1)));
    String execution = start(hasty, "late");
    token();
    awaitEnd(execution);

    assertThat(described(execution).error()).contains("States.Timeout");
  }

  @Test
  void aNameIsUsedOnce() {
    String first = machine.start("once", Json.tree(Map.of("n", 1)));

    assertThatThrownBy(() -> machine.start("once", Json.tree(Map.of("n", 2))))
        .isInstanceOf(AwsException.class)
        .hasMessageContaining("Cannot start execution once");
    assertThatThrownBy(() -> start(machine, "no name"))
        .isInstanceOf(IllegalArgumentException.class);
    token();
    machine.stop(first, "the test has seen enough");
    awaitEnd(first);
    assertThat(described(first).ending()).isEqualTo("aborted: Stopped: the test has seen enough");
  }

  @Test
  void anExecutionThatIsNotThereIsNotRunning() {
    String unknown = machineArn.replace(":stateMachine:", ":execution:") + ":unknown";

    assertThat(machine.describe(unknown)).isEmpty();
    assertThatThrownBy(() -> machine.stop(unknown, "test")).isInstanceOf(AwsException.class);
  }

  @Test
  void theNewestComeFirstAndAFailureIsToldWithItsCause() {
    StateMachine failing =
        new StepFunctions(
            AWS.get().sfn(),
            create(
                "failing",
                "{\"StartAt\":\"Bad\",\"States\":{\"Bad\":{\"Type\":\"Fail\",\"Error\":\"Oops\",\"Cause\":\"on"
                    + " demand\"}}}"));
    for (String name : List.of("one", "two", "three")) {
      awaitEnd(start(failing, name));
    }

    assertThat(failing.newest(2))
        .extracting(arn -> described(arn).name())
        .containsExactly("three", "two");
    assertThat(failing.newest(10)).hasSize(3);
    assertThat(failing.running()).isEmpty();
    Execution last = described(failing.newest(1).get(0));
    assertThat(last.isFailed()).isTrue();
    assertThat(last.ending()).isEqualTo("failed: Oops: on demand");
  }
}
