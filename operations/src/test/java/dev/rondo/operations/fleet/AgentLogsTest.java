package dev.rondo.operations.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.aws.AwsClients;
import dev.rondo.aws.AwsException;
import dev.rondo.aws.testing.CannedAws;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AgentLogsTest {

  private static final Instant LAUNCHED = Instant.ofEpochMilli(1_700_000_000_000L);
  private static final String NO_STREAM =
      "{\"__type\":\"ResourceNotFoundException\",\"message\":\"The specified log stream does not"
          + " exist.\"}";
  private static final String NOTHING_YET = "{\"events\":[],\"nextToken\":\"t%s\"}";
  private static final String STARTED =
      "{\"events\":[{\"logStreamName\":\"i-1\",\"message\":\"{}\"}]}";

  private CannedAws aws;
  private AwsClients clients;
  private AgentLogs logs;

  @BeforeEach
  void start() throws IOException {
    aws = new CannedAws();
    clients = AwsClients.at(aws.endpoint(), "us-east-1", "a", "b");
    logs = new CloudWatchAgentLogs(clients.logs(), "agents");
  }

  @AfterEach
  void stop() {
    clients.close();
    aws.close();
  }

  @Test
  void aStartIsSearchedInTheStreamOfTheInstanceSinceItsLaunch() {
    aws.answer(200, NOTHING_YET.formatted(1)).answer(200, STARTED);

    assertThat(logs.hasStarted("i-1", LAUNCHED)).isTrue();
    assertThat(aws.requests())
        .hasSize(2)
        .allSatisfy(
            request ->
                assertThat(request)
                    .contains(
                        "\"logGroupName\":\"agents\"",
                        "\"logStreamNames\":[\"i-1\"]",
                        "\"startTime\":1700000000000",
                        "{ $.state = \\\"started\\\" }"));
  }

  @Test
  void anInstanceWithoutAStreamHasNotStarted() {
    aws.answer(400, NO_STREAM);

    assertThat(logs.hasStarted("i-1", LAUNCHED)).isFalse();
  }

  @Test
  void theSearchEndsAfterTenPages() {
    for (int page = 0; page < 11; page++) {
      aws.answer(200, NOTHING_YET.formatted(page));
    }

    assertThat(logs.hasStarted("i-1", LAUNCHED)).isFalse();
    assertThat(aws.requests()).hasSize(10);
  }

  @Test
  void theEndOfALogIsInLines() {
    aws.answer(200, "{\"events\":[{\"message\":\"one\\n  two\"},{\"message\":\"three\"}]}")
        .answer(400, NO_STREAM)
        .answer(200, "{\"events\":[]}");

    assertThat(logs.setup("i-1")).containsExactly("one", "  two", "three");
    assertThat(logs.setup("i-2")).isEmpty();
    assertThat(logs.agent("i-1")).isEmpty();
    assertThat(aws.requests().get(0))
        .contains("\"logStreamName\":\"i-1-start\"", "\"limit\":50", "\"startFromHead\":false");
    assertThat(aws.requests().get(2)).contains("\"logStreamName\":\"i-1\"");
  }

  @Test
  void theRetentionIsThatOfTheGroupWithThisName() {
    aws.answer(
            200,
            "{\"logGroups\":[{\"logGroupName\":\"agents\",\"retentionInDays\":30},{\"logGroupName\":\"agents2\"}]}")
        .answer(200, "{\"logGroups\":[{\"logGroupName\":\"agents\"}]}")
        .answer(200, "{\"logGroups\":[{\"logGroupName\":\"agents2\"}]}");

    assertThat(logs.retention()).contains(Duration.ofDays(30));
    assertThat(logs.retention()).isEmpty();
    assertThatThrownBy(logs::retention)
        .isInstanceOf(AwsException.class)
        .hasMessage("Log group agents does not exist");
  }

  @Test
  void aRefusalSaysWhatWasAsked() {
    aws.answer(400, "{\"__type\":\"AccessDeniedException\",\"message\":\"no\"}");

    assertThatThrownBy(() -> logs.setup("i-1"))
        .isInstanceOf(AwsException.class)
        .hasMessageStartingWith("Cannot read log stream i-1-start of agents: ");
  }
}
