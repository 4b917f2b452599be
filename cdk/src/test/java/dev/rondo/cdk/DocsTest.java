package dev.rondo.cdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.benchmarks.cost.FunctionSize;
import dev.rondo.benchmarks.cost.IdleCost;
import dev.rondo.benchmarks.cost.NetworkCost;
import dev.rondo.rounds.cost.Caller;
import dev.rondo.rounds.cost.RoundShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/operations.md and docs/cost.md say of the stacks is what is deployed. */
class DocsTest {

  private final TemplateView control = Synthesized.defaults().control();

  @Test
  void everyAlarmHasALineThatSaysWhatToDo() throws IOException {
    String page =
        Files.readString(Path.of(System.getProperty("rondo.home"), "docs", "operations.md"));

    TemplateView helper =
        Synthesized.with(
                Map.of(
                    "helper_account_a_id", "111122223333",
                    "helper_account_a_bucket", "rondo-jobs"))
            .helper();
    Set<String> alarms = new TreeSet<>(control.ofType("AWS::CloudWatch::Alarm").keySet());
    alarms.addAll(helper.ofType("AWS::CloudWatch::Alarm").keySet());
    assertThat(alarms)
        .hasSizeGreaterThan(2)
        .allSatisfy(alarm -> assertThat(page).contains("`" + alarm.replace("Alarms/", "") + "`"));
  }

  @Test
  void anEventIsTriedAsOftenAsTheOverviewSays() throws IOException {
    String page =
        Files.readString(Path.of(System.getProperty("rondo.home"), "docs", "operations.md"));
    int receives =
        control.properties("Queues/Updates").get("RedrivePolicy").get("maxReceiveCount").asInt();

    assertThat(page)
        .contains("updates -- after " + receives + " failures --> dead")
        .contains("| `DeadLetters` | a worker failed ten times on some upload events");
    assertThat(receives).isEqualTo(10);
  }

  /** The version stands in one file, which the build of the emulator's tests reads too. */
  @Test
  void whoeverInstallsTheCdkCommandGetsTheVersionThatIsTested() throws IOException {
    Path home = Path.of(System.getProperty("rondo.home"));

    assertThat(Files.readString(home.resolve("cdk/cdk-version")).strip())
        .matches("2\\.[0-9]+\\.[0-9]+");
    for (String page : List.of("README.md", "docs/deployment.md")) {
      assertThat(Files.readString(home.resolve(page)))
          .as(page)
          .contains("Node 22 or later with `npm install -g aws-cdk@$(cat cdk/cdk-version)`")
          .doesNotContainPattern("aws-cdk(@[0-9]|`)");
    }
  }

  /** A quick build leaves the agent's jar out, without which no stack of clients can be made. */
  @Test
  void whatTheCdkCommandBuildsHoldsTheAgent() throws IOException {
    Path home = Path.of(System.getProperty("rondo.home"));

    assertThat(Files.readString(home.resolve("cdk/app")))
        .containsPattern("-Pagent-jar .*client-agent");
    assertThat(Files.readString(home.resolve("client-agent/pom.xml")))
        .contains("<id>agent-jar</id>", "/rondo-agent.jar</outputFile>");
  }

  @Test
  void theFunctionsHaveTheSizesThatTheCostsAreComputedWith() {
    TemplateView helper =
        Synthesized.with(
                Map.of(
                    "helper_account_a_id", "111122223333",
                    "helper_account_a_bucket", "rondo-jobs"))
            .helper();
    Stream.of(Caller.values())
        .filter(Caller::isFunction)
        .forEach(
            part -> {
              JsonNode function =
                  part == Caller.UNMASK
                      ? helper.properties("Unmask/Function")
                      : control.properties("Functions/" + part.title());
              FunctionSize size = FunctionSize.of(part);
              assertThat(function.get("MemorySize").asInt())
                  .as(part.title())
                  .isEqualTo(size.memoryMb());
              assertThat(function.get("Architectures").get(0).asText())
                  .as(part.title())
                  .isEqualTo(size.arm() ? "arm64" : "x86_64");
            });
  }

  @Test
  void batchesOfUploadsAreAsLargeAsTheCostsSay() {
    Map<String, JsonNode> mappings = control.ofType("AWS::Lambda::EventSourceMapping");

    assertThat(mappings).hasSize(1);
    assertThat(mappings.values().iterator().next().get("BatchSize").asInt())
        .isEqualTo(RoundShape.BATCH_SIZE);
  }

  @Test
  void asManyMetricsAreWatchedByAlarmsAsTheCostsSay() {
    long metrics = 0;
    for (JsonNode alarm : control.ofType("AWS::CloudWatch::Alarm").values()) {
      long named = 0;
      for (JsonNode metric : alarm.path("Metrics")) {
        named += metric.has("MetricStat") ? 1 : 0;
      }
      metrics += alarm.has("MetricName") ? 1 : named;
    }

    assertThat(metrics).isEqualTo(IdleCost.ALARM_METRICS);
    assertThat(control.ofType("AWS::CloudWatch::Dashboard")).hasSize(1);
  }

  @Test
  void thereAreAsManyInterfaceEndpointsAsTheCostsSay() {
    TemplateView ec2 = Synthesized.with(Map.of("ec2_connection", "interface-endpoints")).ec2();
    long endpoints =
        ec2.ofType("AWS::EC2::VPCEndpoint").values().stream()
            .filter(endpoint -> endpoint.get("VpcEndpointType").asText().equals("Interface"))
            .count();

    assertThat(endpoints).isEqualTo(NetworkCost.ENDPOINTS);
  }
}
