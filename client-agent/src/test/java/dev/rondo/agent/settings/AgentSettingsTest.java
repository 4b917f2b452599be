package dev.rondo.agent.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.agent.time.SecondsRange;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

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

    assertThat(settings.bucket()).isEqualTo("rondo-bucket");
    assertThat(settings.identity()).isEqualTo(new Identity.OfCredentials());
    assertThat(settings.data()).isEmpty();
    assertThat(settings.cache()).endsWithRaw(Path.of(".cache", "rondo-agent"));
    assertThat(settings.cacheBytes()).isEqualTo(4_096_000_000L);
    assertThat(settings.healthFile()).isEqualTo(settings.cache().resolve("health.json"));
    assertThat(settings.handBack()).isEqualTo(new SecondsRange(15, 60));
    assertThat(settings.idlePoll()).isEqualTo(new SecondsRange(1, 3));
    assertThat(settings.afterRound()).isEqualTo(new SecondsRange(1, 5));
    assertThat(settings.backOff()).isEqualTo(new SecondsRange(1, 60));
    assertThat(settings.longPoll()).isEqualTo(Duration.ofSeconds(20));
    assertThat(settings.visibility()).isEqualTo(Duration.ofMinutes(2));
    assertThat(settings.heartbeat()).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.lease()).isEqualTo(Duration.ofMinutes(10));
    assertThat(settings.clockMargin()).isEqualTo(Duration.ofMinutes(1));
    assertThat(settings.stop()).isEqualTo(Duration.ofSeconds(25));
    assertThat(settings.maxEpochs()).isEqualTo(1000);
    assertThat(settings.watchInstance()).isEqualTo(InstanceWatching.IF_INSTANCE);
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

    assertThat(settings.bucket()).isEqualTo("other");
    assertThat(settings.handBack()).isEqualTo(new SecondsRange(2.5, 4));
    assertThat(settings.idlePoll()).isEqualTo(new SecondsRange(7, 7));
    assertThat(settings.maxEpochs()).isEqualTo(5);
  }

  @Test
  void anEmptyVariableIsNone() {
    AgentSettings settings = parse(List.of(), "RONDO_DATA", "", "RONDO_IDENTITY", " ");

    assertThat(settings.data()).isEmpty();
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
    InstanceWatching standard = parse(List.of()).watchInstance();

    assertThat(standard.isFor("AROAEXAMPLE:i-0123456789abcdef0")).isTrue();
    assertThat(standard.isFor("fleet.rondo.rondo-agent-3")).isFalse();
    assertThat(parse(List.of("--watch-instance=true")).watchInstance().isFor("me")).isTrue();
    assertThat(parse(List.of("--watch-instance=false")).watchInstance().isFor("A:i-01234567"))
        .isFalse();
  }

  @Test
  void allProblemsAreToldTogether() {
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
                        "--colour: there is no such flag; --help lists them",
                        "--data: a value is missing",
                        "--bucket (RONDO_BUCKET): 'A_B' is not a bucket's name; the stack's output"
                            + " BucketName has it",
                        "--task-queue-url (RONDO_TASK_QUEUE_URL): 'tasks' is not a queue's URL; the"
                            + " stack's output TaskQueueUrl has it",
                        "--eks-cluster (RONDO_EKS_CLUSTER): '' is not set, and --identity eks needs"
                            + " it",
                        "--eks-namespace (RONDO_EKS_NAMESPACE): '' is not set, and --identity eks"
                            + " needs it",
                        "--eks-pod (RONDO_EKS_POD): '' is not set, and --identity eks needs it",
                        "--hand-back-seconds (RONDO_HAND_BACK_SECONDS): '60-15' is not a number of"
                            + " seconds or two of them as in 15-60, up to 43200",
                        "--back-off-seconds (RONDO_BACK_OFF_SECONDS): '0' is not 0.1 seconds or"
                            + " more",
                        "--heartbeat-seconds (RONDO_HEARTBEAT_SECONDS): '61' is not at most half of"
                            + " --visibility-seconds, or one that is late loses it",
                        "--max-epochs (RONDO_MAX_EPOCHS): '0' is not a whole number from 1 to"
                            + " 1000000",
                        "--watch-instance (RONDO_WATCH_INSTANCE): 'yes' is not true, false or"
                            + " auto"));
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
    "--task-queue-url, ftp://x/y, a queue's URL",
  })
  void aValueThatCannotBeIsNamed(String flag, String value, String message) {
    assertThatThrownBy(() -> parse(List.of(flag, value)))
        .hasMessageContaining(flag)
        .hasMessageContaining("'" + value + "'")
        .hasMessageContaining(message);
  }

  @Test
  void whatIsWrongIsSaidWithoutTheControlCharactersOfAValue() {
    assertThatThrownBy(() -> parse(List.of("--max-epochs", "\u001b[31m7", "--be\u0007ll=1")))
        .hasMessageContaining("'?[31m7' is not a whole number")
        .hasMessageContaining("--be?ll: there is no such flag");
  }

  @Test
  void variablesThatLookLikeSettingsAreRemembered() {
    assertThat(parse(List.of(), "RONDO_CASH", "/tmp", "HOME", "/root").unknown())
        .containsExactly("RONDO_CASH");
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void theHelpHasEverySetting(Setting setting) {
    assertThat(AgentSettings.help()).contains(setting.flag() + " VALUE", setting.variable() + "\n");
  }
}
