package dev.rondo.agent.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.agent.time.SecondsRange;
import dev.rondo.settings.Field;
import dev.rondo.settings.InvalidSettingsException;
import dev.rondo.settings.Naming;
import dev.rondo.settings.Problem;
import dev.rondo.settings.testing.SettingsTable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AgentSettingsTest {

  private static final Map<String, String> NEEDED =
      Map.of(
          "RONDO_BUCKET", "rondo-bucket",
          "RONDO_TASK_QUEUE_URL", "https://sqs.us-east-1.amazonaws.com/123456789012/tasks");

  private static AgentSettings parse(List<String> flags, String... variables) {
    Map<String, String> environment = new HashMap<>(NEEDED);
    for (int i = 0; i < variables.length; i += 2) {
      environment.put(variables[i], variables[i + 1]);
    }
    return AgentSettings.parse(flags, environment);
  }

  @Test
  void bucketAndQueueAreAllThatIsNeeded() {
    AgentSettings settings = parse(List.of());

    assertThat(settings.get(AgentFields.BUCKET)).isEqualTo("rondo-bucket");
    assertThat(settings.identity()).isEqualTo(new Identity.OfCredentials());
    assertThat(settings.get(AgentFields.DATA)).isEmpty();
    assertThat(settings.get(AgentFields.TRAINER)).isEmpty();
    assertThat(settings.get(AgentFields.TRAINER_TIMEOUT)).isEqualTo(Duration.ofMinutes(10));
    assertThat(settings.get(AgentFields.CACHE)).endsWithRaw(Path.of(".cache", "rondo-agent"));
    assertThat(settings.get(AgentFields.CACHE_MEGABYTES)).isEqualTo(4096);
    assertThat(settings.get(AgentFields.HEALTH_FILE))
        .isEqualTo(settings.get(AgentFields.CACHE).resolve("health.json"));
    assertThat(settings.get(AgentFields.HAND_BACK)).isEqualTo(new SecondsRange(15, 60));
    assertThat(settings.get(AgentFields.IDLE_POLL)).isEqualTo(new SecondsRange(1, 3));
    assertThat(settings.get(AgentFields.AFTER_ROUND)).isEqualTo(new SecondsRange(1, 5));
    assertThat(settings.get(AgentFields.BACK_OFF)).isEqualTo(new SecondsRange(1, 60));
    assertThat(settings.get(AgentFields.LONG_POLL)).isEqualTo(Duration.ofSeconds(20));
    assertThat(settings.get(AgentFields.VISIBILITY)).isEqualTo(Duration.ofMinutes(2));
    assertThat(settings.get(AgentFields.HEARTBEAT)).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.get(AgentFields.LEASE)).isEqualTo(Duration.ofMinutes(10));
    assertThat(settings.get(AgentFields.CLOCK_MARGIN)).isEqualTo(Duration.ofMinutes(1));
    assertThat(settings.get(AgentFields.STOP)).isEqualTo(Duration.ofSeconds(25));
    assertThat(settings.get(AgentFields.MAX_EPOCHS)).isEqualTo(1000);
    assertThat(settings.get(AgentFields.WATCH_INSTANCE)).isEqualTo(InstanceWatching.IF_INSTANCE);
  }

  @Test
  void aFlagOutweighsAVariable() {
    AgentSettings settings =
        parse(
            List.of("--bucket", "other", "--hand-back-seconds=2.5-4", "--idle-poll-seconds", "7"),
            "RONDO_HAND_BACK_SECONDS",
            "1",
            "RONDO_MAX_EPOCHS",
            "5");

    assertThat(settings.get(AgentFields.BUCKET)).isEqualTo("other");
    assertThat(settings.get(AgentFields.HAND_BACK)).isEqualTo(new SecondsRange(2.5, 4));
    assertThat(settings.get(AgentFields.IDLE_POLL)).isEqualTo(new SecondsRange(7, 7));
    assertThat(settings.get(AgentFields.MAX_EPOCHS)).isEqualTo(5);
  }

  @Test
  void anEmptyVariableIsNone() {
    AgentSettings settings = parse(List.of(), "RONDO_DATA", "", "RONDO_IDENTITY", " ");

    assertThat(settings.get(AgentFields.DATA)).isEmpty();
    assertThat(settings.identity()).isEqualTo(new Identity.OfCredentials());
  }

  @Test
  void onEksThePodIsTheClient() {
    AgentSettings settings =
        parse(
            List.of("--identity", "eks"),
            "RONDO_EKS_CLUSTER",
            "fleet",
            "RONDO_EKS_NAMESPACE",
            "rondo",
            "RONDO_EKS_POD",
            "rondo-agent-3");

    assertThat(settings.identity()).isEqualTo(new Identity.Named("fleet.rondo.rondo-agent-3"));
  }

  @Test
  void anInstanceIsWatchedWhereTheSdkWouldAskItToo() {
    assertThat(parse(List.of()).instanceMetadata()).isEqualTo(URI.create("http://169.254.169.254"));
    assertThat(
            parse(List.of(), "AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:1338")
                .instanceMetadata())
        .isEqualTo(URI.create("http://127.0.0.1:1338"));
  }

  @Test
  void aClientThatIsAnInstanceIsWatched() {
    InstanceWatching standard = parse(List.of()).get(AgentFields.WATCH_INSTANCE);

    assertThat(standard.isFor("AROAEXAMPLE:i-0123456789abcdef0")).isTrue();
    assertThat(standard.isFor("fleet.rondo.rondo-agent-3")).isFalse();
    assertThat(parse(List.of("--watch-instance=true")).get(AgentFields.WATCH_INSTANCE).isFor("me"))
        .isTrue();
    assertThat(
            parse(List.of("--watch-instance=false"))
                .get(AgentFields.WATCH_INSTANCE)
                .isFor("A:i-01234567"))
        .isFalse();
  }

  @Test
  void allProblemsAreToldTogether() {
    String known =
        AgentFields.SCHEMA.fields().stream()
            .map(field -> Naming.FLAG.name(field.key()))
            .collect(Collectors.joining(", "));
    assertThatThrownBy(
            () ->
                AgentSettings.parse(
                    List.of(
                        "--bucket",
                        "A_B",
                        "--colour",
                        "red",
                        "--max-epochs=0",
                        "--hand-back-seconds",
                        "60-15",
                        "--heartbeat-seconds",
                        "61",
                        "--watch-instance",
                        "yes",
                        "--identity",
                        "eks",
                        "--data"),
                    Map.of("RONDO_BACK_OFF_SECONDS", "0", "RONDO_TASK_QUEUE_URL", "tasks")))
        .isInstanceOf(InvalidSettingsException.class)
        .message()
        .satisfies(
            message ->
                assertThat(message.lines())
                    .containsExactlyInAnyOrder(
                        "--colour: unknown flag. Known: " + known,
                        "--data needs a value",
                        "--bucket must be an S3 bucket name, but is \"A_B\" (see the stack output"
                            + " BucketName)",
                        "RONDO_TASK_QUEUE_URL must be the URL of an SQS queue, but is \"tasks\""
                            + " (see the stack output TaskQueueUrl)",
                        "RONDO_EKS_CLUSTER is not set, but identity eks needs it",
                        "RONDO_EKS_NAMESPACE is not set, but identity eks needs it",
                        "RONDO_EKS_POD is not set, but identity eks needs it",
                        "--hand-back-seconds must be a number of seconds from 0 to 43200, or a"
                            + " range of them such as 15-60, but is \"60-15\" (default: 15-60)",
                        "RONDO_BACK_OFF_SECONDS must be a number of seconds from 0.1 to 43200, or a"
                            + " range of them such as 15-60, but is \"0\" (default: 1-60)",
                        "--heartbeat-seconds must be at most half of visibility_seconds (120), or a"
                            + " late heartbeat loses the seat",
                        "--max-epochs must be a whole number from 1 to 1000000, but is \"0\""
                            + " (default: 1000)",
                        "--watch-instance must be true, false or auto, but is \"yes\" (default:"
                            + " auto)"));
  }

  @ParameterizedTest
  @CsvSource({
    "--identity, id:a/b, 'sts, eks or id:NAME'",
    "--identity, who, 'sts, eks or id:NAME'",
    "--cache-megabytes, 1.5, a whole number",
    "--cache-megabytes, 99999999999, a whole number",
    "--long-poll-seconds, 21, from 0 to 20",
    "--lease-seconds, 86401, from 2 to 86400",
    "--idle-poll-seconds, -1, a number of seconds",
    "--idle-poll-seconds, 1e3, a number of seconds",
    "--task-queue-url, ftp://x/y, the URL of an SQS queue",
  })
  void aValueThatCannotBeIsNamed(String flag, String value, String message) {
    assertThatThrownBy(() -> parse(List.of(flag, value)))
        .hasMessageContaining(flag)
        .hasMessageContaining('"' + value + '"')
        .hasMessageContaining(message);
  }

  @Test
  void whatIsWrongIsSaidWithoutTheControlCharactersOfAValue() {
    assertThatThrownBy(() -> parse(List.of("--max-epochs", "\u001b[31m7", "--be\u0007ll=1")))
        .hasMessageContaining("must be a whole number from 1 to 1000000, but is \"?[31m7\"")
        .hasMessageContaining("--be?ll: unknown flag");
  }

  @Test
  void variablesThatLookLikeSettingsAreRemembered() {
    assertThat(parse(List.of(), "RONDO_CASH", "/tmp", "HOME", "/root").warnings())
        .extracting(Problem::text)
        .containsExactly("RONDO_CASH: unknown environment variable. Did you mean \"RONDO_CACHE\"?");
  }

  @Test
  void aMisspeltFlagIsAnsweredByTheClosest() {
    assertThatThrownBy(() -> parse(List.of("--max-epoch", "7")))
        .hasMessage("--max-epoch: unknown flag. Did you mean \"--max-epochs\"?");
    assertThatThrownBy(() -> AgentSettings.parse(List.of(), Map.of("RONDO_BUKET", "b")))
        .hasMessageContaining("Did you mean \"RONDO_BUCKET\"?");
  }

  static List<Field<?>> fields() {
    return AgentFields.SCHEMA.fields();
  }

  @ParameterizedTest
  @MethodSource("fields")
  void theHelpHasEverySetting(Field<?> field) {
    assertThat(AgentSettings.help())
        .contains(
            Naming.FLAG.name(field.key()) + " VALUE", Naming.VARIABLE.name(field.key()) + "\n");
  }

  @Test
  void theTableOfAgentSettingsShowsTheFields() throws IOException {
    SettingsTable.assertIn("docs/configuration.md", fields(), Naming.VARIABLE, Naming.FLAG);
  }
}
