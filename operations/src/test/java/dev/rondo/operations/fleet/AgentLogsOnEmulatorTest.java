package dev.rondo.operations.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.aws.testing.SharedClients;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;

/** The emulator takes each line for one that matches a pattern of JSON fields. */
class AgentLogsOnEmulatorTest {

  @RegisterExtension static final SharedClients AWS = SharedClients.ofEmulator();

  private final Instant launched = Instant.now().minusSeconds(60);

  @Test
  void theLogsOfInstancesAreFoundByTheNamesOfTheirStreams() {
    CloudWatchLogsClient logs = AWS.get().logs();
    logs.createLogGroup(b -> b.logGroupName("agents"));
    put("i-1", "{\"state\":\"settings\"}", "{\"state\":\"started\",\"client\":\"c\"}");
    put("i-2", "{\"state\":\"settings\"}");
    put("i-2-start", "one", "two");
    AgentLogs agents = new CloudWatchAgentLogs(logs, "agents");

    assertThat(agents.retention()).isEqualTo(Optional.empty());
    assertThat(agents.hasStarted("i-1", launched)).isTrue();
    assertThat(agents.hasStarted("i-1", launched.plusSeconds(40))).isFalse();
    assertThat(agents.hasStarted("i-3", launched)).isFalse();
    assertThat(agents.agent("i-2")).containsExactly("{\"state\":\"settings\"}");
    assertThat(agents.setup("i-2")).containsExactly("one", "two");
    assertThat(agents.setup("i-1")).isEmpty();
  }

  private void put(String stream, String... lines) {
    long time = launched.plusSeconds(30).toEpochMilli();
    List<InputLogEvent> events =
        Arrays.stream(lines)
            .map(line -> InputLogEvent.builder().timestamp(time).message(line).build())
            .toList();
    AWS.get().logs().createLogStream(b -> b.logGroupName("agents").logStreamName(stream));
    AWS.get()
        .logs()
        .putLogEvents(b -> b.logGroupName("agents").logStreamName(stream).logEvents(events));
  }
}
