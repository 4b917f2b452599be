package dev.rondo.functions.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.aws.AwsClients;
import dev.rondo.aws.testing.CannedAws;
import dev.rondo.aws.testing.SharedClients;
import dev.rondo.protocol.store.ForbiddenException;
import dev.rondo.protocol.store.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** Signals and executions, on state machines that wait for a token which lies in a queue. */
class StepFunctionsTest {

  private static final Duration SOON = Duration.ofMinutes(3);

  @RegisterExtension static final SharedClients AWS = SharedClients.ofEmulator();
  private static final AtomicInteger MACHINES = new AtomicInteger();

  private String queue;
  private String machineArn;
  private StepFunctionsExecutions executions;

  @BeforeEach
  void start() {
    SqsClient sqs = AWS.get().sqs();
    queue = sqs.createQueue(b -> b.queueName("tokens-" + MACHINES.incrementAndGet())).queueUrl();
    machineArn = create("waiting", waiting(60));
    executions = new StepFunctionsExecutions(AWS.get().sfn());
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

  private String start(String machine, String name) {
    return AWS.get()
        .sfn()
        .startExecution(b -> b.stateMachineArn(machine).name(name).input("{}"))
        .executionArn();
  }

  private void awaitEnd(String execution) {
    Awaitility.await().atMost(SOON).until(() -> !executions.isRunning(execution));
  }

  @Test
  void aRoundIsWokenByItsTokenOnce() {
    StepFunctionsSignal signal = new StepFunctionsSignal(AWS.get().sfn());
    String execution = start(machineArn, "woken");
    String token = token();
    assertThat(executions.isRunning(execution)).isTrue();

    assertThat(signal.quorumReached(token)).isTrue();
    awaitEnd(execution);
    assertThat(signal.quorumReached(token)).isFalse();
    assertThat(signal.quorumReached("no such token")).isFalse();
  }

  @Test
  void aTokenThatHasRunOutIsRefused() {
    String execution = start(create("hasty", waiting(1)), "late");
    String token = token();
    awaitEnd(execution);

    assertThat(new StepFunctionsSignal(AWS.get().sfn()).quorumReached(token)).isFalse();
  }

  @Test
  void anExecutionThatIsNotThereIsNotRunning() {
    String unknown = machineArn.replace(":stateMachine:", ":execution:") + ":unknown";

    assertThat(executions.isRunning(unknown)).isFalse();
  }

  @Test
  void whatStepFunctionsDoesNotDoIsTold() throws IOException {
    try (CannedAws canned = new CannedAws();
        AwsClients clients = AwsClients.at(canned.endpoint(), "us-east-1", "a", "b")) {
      StepFunctionsSignal signal = new StepFunctionsSignal(clients.sfn());
      canned
          .answer(400, "{\"__type\":\"TaskTimedOut\",\"message\":\"late\"}")
          .answer(400, "{\"__type\":\"InvalidToken\",\"message\":\"what?\"}")
          .answer(400, "{\"__type\":\"AccessDeniedException\",\"message\":\"no\"}")
          .answer(400, "{\"__type\":\"ExecutionDoesNotExist\",\"message\":\"who?\"}")
          .answer(400, "{\"__type\":\"InvalidArn\",\"message\":\"hm\"}");

      assertThat(signal.quorumReached("t")).isFalse();
      assertThat(signal.quorumReached("t")).isFalse();
      assertThatThrownBy(() -> signal.quorumReached("t")).isInstanceOf(ForbiddenException.class);
      StepFunctionsExecutions asked = new StepFunctionsExecutions(clients.sfn());
      assertThat(asked.isRunning("arn")).isFalse();
      assertThatThrownBy(() -> asked.isRunning("arn"))
          .isExactlyInstanceOf(StoreException.class)
          .hasMessageContaining("InvalidArn");
      assertThatThrownBy(() -> signal.quorumReached("t")) // 500, again and again.
          .isExactlyInstanceOf(StoreException.class);
      assertThat(canned.requests()).hasSize(5 + AwsClients.ATTEMPTS);
    }
  }
}
