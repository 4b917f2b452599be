package dev.rondo.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.aws.testing.LocalStack;
import dev.rondo.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code scripts/aws-smoke}, which tries Rondo out in an account, on LocalStack. */
class AwsSmokeTest {

  private static final String SCRIPT = Cloud.HOME.resolve("scripts/aws-smoke").toString();

  @BeforeAll
  static void needs() {
    Assumptions.assumeTrue(
        Cloud.isInstalled("cdk"), "'cdk' is not on the PATH; .ci/run installs it");
    Assumptions.assumeTrue(
        OnTheEmulator.pythonHas("boto3, numpy, safetensors"),
        "python3 has no boto3, numpy and safetensors; .ci/run installs them");
  }

  @Test
  void everyStepThatAnEmulatorCanDoPassesAndNothingIsLeft() throws IOException {
    Path work = OnTheEmulator.workFolder();
    Path folder = work.resolve("report");
    try (LocalStack aws = LocalStack.startProcessIfInstalled()) {
      List<String> command = List.of(SCRIPT, "--yes", "--bootstrap", "--report", folder.toString());
      Child.run(work, environment(aws, work), work.resolve("output"), command);
    }

    JsonNode report =
        Json.parse(
            Files.readAllBytes(folder.resolve("report.json")), JsonNode.class, "report.json");
    assertThat(report.path("emulator").asBoolean()).isTrue();
    assertThat(report.path("exit_code").asInt(-1)).isZero();
    assertThat(report.path("counts").path("failed").asInt(-1)).isZero();
    Map<String, String> skipped = new TreeMap<>();
    List<String> passed = new ArrayList<>();
    for (JsonNode step : report.path("steps")) {
      if (step.path("status").asText().equals("skipped")) {
        skipped.put(step.path("name").asText(), step.path("reason").asText());
      } else {
        passed.add(step.path("name").asText());
      }
    }
    assertThat(skipped)
        .containsOnlyKeys(
            "plan",
            "vcpu-quota",
            "vpc-quota",
            "instance-types",
            "privileges",
            "resume",
            "metrics",
            "dashboard",
            "alarms",
            "alarm-rings")
        .allSatisfy((step, reason) -> assertThat(reason).contains("on the emulator, because it "));
    assertThat(passed)
        .contains("cdk-bootstrap", "deploy-control", "deploy-clients", "diff", "counted", "doctor")
        .contains("abandon", "after-abandoned", "lost-agent", "parts")
        .endsWith("destroy", "remove", "nothing-left");
    assertThat(evidence(report, "executions"))
        .anySatisfy(row -> assertThat(row.path("error").asText()).isEqualTo("RoundAbandoned"))
        .anySatisfy(row -> assertThat(row.path("execution").asText()).contains("smoke-train-"));
    assertThat(evidence(report, "functions"))
        .hasSize(7)
        .allSatisfy(row -> assertThat(row.path("calls").asInt()).isPositive());
    assertCanBePosted(folder);
  }

  @Test
  void withoutATerminalNothingIsDeployedThatWasNotConfirmed() {
    Path work = OnTheEmulator.workFolder();
    try (LocalStack aws = LocalStack.startProcessIfInstalled();
        Child script =
            Child.start(
                work,
                environment(aws, work),
                work.resolve("output"),
                List.of(SCRIPT, "--bootstrap", "--report", work.resolve("report").toString()))) {
      assertThat(script.waitFor(300)).isTrue();
      assertThat(script.exitCode()).as(script.output()).isEqualTo(2);
      assertThat(script.output())
          .contains("no terminal to ask on. Use --yes to confirm it.")
          .contains("runs 'cdk bootstrap' in ")
          .doesNotContain("cdk-bootstrap")
          .doesNotContain("deploy-control");
    }
  }

  /** What the script asks of its surroundings; RONDO_BUILD=never, because the tests' build runs. */
  private static Map<String, String> environment(LocalStack aws, Path work) {
    Map<String, String> environment = new HashMap<>(aws.environment());
    for (String name : List.of("PATH", "JAVA_HOME", "HOME")) {
      String value = System.getenv(name);
      if (value != null) {
        environment.put(name, value);
      }
    }
    environment.put("RONDO_BUILD", "never");
    environment.put("TMPDIR", work.toString());
    return environment;
  }

  private static List<JsonNode> evidence(JsonNode report, String name) {
    return StreamSupport.stream(report.path("evidence").path(name).spliterator(), false).toList();
  }

  /** No file has the account's id or the folder of the project. */
  private static void assertCanBePosted(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile))
          .hasSizeGreaterThan(10)
          .allSatisfy(
              file ->
                  assertThat(Files.readString(file))
                      .as(file.toString())
                      .doesNotContain("000000000000")
                      .doesNotContain(Cloud.HOME.toRealPath().toString()));
    }
  }
}
