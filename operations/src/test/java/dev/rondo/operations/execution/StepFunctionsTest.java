package dev.rondo.operations.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.aws.AwsException;
import dev.rondo.aws.testing.SharedClients;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** Executions of state machines that wait for a token, which they send to a queue. */
class StepFunctionsTest {

  private static final Duration SOON = Duration.ofSeconds(20);

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
    machine = new StateMachine(AWS.get().sfn(), machineArn);
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

  private Execution.Details details(String execution) {
    return described(execution).details().orElseThrow();
  }

  private void awaitEnd(String execution) {
    Awaitility.await()
        .atMost(SOON)
        .until(() -> described(execution).status() != Execution.Status.RUNNING);
  }

  @Test
  void anExecutionIsDescribedWithInputAndOutput() {
    StartOutcome started = machine.start("described", "{\"job\":\"a\"}");
    assertThat(started).isInstanceOf(StartOutcome.Started.class);
    String token = token();
    assertThat(described(started.execution()).status()).isEqualTo(Execution.Status.RUNNING);
    assertThat(machine.running()).extracting(Execution::name).contains("described");

    AWS.get().sfn().sendTaskSuccess(b -> b.taskToken(token).output("{\"quorum\":true}"));
    awaitEnd(started.execution());

    Execution ended = described(started.execution());
    assertThat(ended.status()).isEqualTo(Execution.Status.SUCCEEDED);
    assertThat(ended.stoppedAt().orElseThrow()).isAfterOrEqualTo(ended.startedAt());
    assertThat(details(started.execution()).input()).contains("\"a\"");
    assertThat(details(started.execution()).output().orElseThrow()).contains("quorum");
  }

  @Test
  void aTimeOutIsToldByItsError() {
    StateMachine hasty = new StateMachine(AWS.get().sfn(), create("hasty", waiting(1)));
    String execution = hasty.start("late", "{}").execution();
    token();
    awaitEnd(execution);

    assertThat(details(execution).error()).contains("States.Timeout");
  }

  @Test
  void aNameIsUsedOnce() {
    StartOutcome first = machine.start("once", "{\"n\":1}");
    StartOutcome second = machine.start("once", "{\"n\":2}");

    assertThat(second).isEqualTo(new StartOutcome.NameTaken(first.execution()));
    assertThatThrownBy(() -> machine.start("no name", "{}"))
        .isInstanceOf(IllegalArgumentException.class);
    token();
    machine.stop(first.execution(), "Stopped", "the test has seen enough");
    awaitEnd(first.execution());
    assertThat(described(first.execution()).status()).isEqualTo(Execution.Status.ABORTED);
    assertThat(details(first.execution()).cause()).contains("the test has seen enough");
  }

  @Test
  void anExecutionThatIsNotThereIsNotRunning() {
    String unknown = machineArn.replace(":stateMachine:", ":execution:") + ":unknown";

    assertThat(machine.describe(unknown)).isEmpty();
    assertThatThrownBy(() -> machine.history(unknown)).isInstanceOf(AwsException.class);
  }

  @Test
  void theNewestComeFirstAndAHistoryTellsWhatHappened() {
    StateMachine failing =
        new StateMachine(
            AWS.get().sfn(),
            create(
                "failing",
                "{\"StartAt\":\"Bad\",\"States\":{\"Bad\":{\"Type\":\"Fail\",\"Error\":\"Oops\",\"Cause\":\"on"
                    + " demand\"}}}"));
    List<String> names = List.of("one", "two", "three");
    for (String name : names) {
      awaitEnd(failing.start(name, "{}").execution());
    }

    assertThat(failing.newest(2)).extracting(Execution::name).containsExactly("three", "two");
    assertThat(failing.newest(10)).hasSize(3);
    assertThat(failing.running()).isEmpty();
    List<ExecutionEvent> history = failing.history(failing.newest(1).get(0).arn());
    assertThat(history.get(0).type()).isEqualTo("ExecutionStarted");
    assertThat(history).extracting(ExecutionEvent::state).contains(java.util.Optional.of("Bad"));
    ExecutionEvent last = failing.lastEvents(failing.newest(1).get(0).arn(), 1).get(0);
    assertThat(last).isEqualTo(history.get(history.size() - 1));
    assertThat(last.error()).contains("Oops");
    assertThat(last.cause()).contains("on demand");
  }
}
