package dev.rondo.cdk.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script of the first boot runs, on a {@link Machine}. */
class AgentInstallationTest {

  @TempDir Path root;

  private Machine machine;

  @BeforeEach
  void aMachineWhoseCommandsWork() throws IOException {
    machine = Machine.in(root);
  }

  @Test
  void whereAllGoesWellTheAgentIsStartedAndTheInstanceStays() throws Exception {
    assertThat(machine.run(script())).isZero();

    assertThat(machine.calls())
        .containsSubsequence(
            "dnf install -y amazon-cloudwatch-agent logrotate",
            "amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s -c file:"
                + root
                + "/etc/rondo/cloudwatch.json",
            "dnf install -y java-21-amazon-corretto-headless",
            "aws s3 cp --only-show-errors s3://assets/agent.jar " + root + AgentInstallation.JAR,
            "systemctl enable --now rondo-agent")
        .noneMatch(call -> call.startsWith("shutdown") || call.startsWith("sleep"));
    assertThat(root.resolve("etc/rondo/agent.env")).hasContent("RONDO_IDENTITY=sts");
    assertThat(root.resolve("etc/systemd/system/rondo-agent.service")).hasContent("[Unit]");
  }

  @Test
  void aRepositoryThatIsAwayForAWhileIsAskedAgainWithGrowingPauses() throws Exception {
    machine.fails("dnf", 4);

    assertThat(machine.run(script())).isZero();
    // Three attempts for the logs that fail, then one of Java that fails and one that works.
    assertThat(machine.calls()).filteredOn(call -> call.startsWith("dnf")).hasSize(5);
    assertThat(machine.calls())
        .filteredOn(call -> call.startsWith("sleep"))
        .containsExactly("sleep 5", "sleep 10", "sleep 5");
    assertThat(machine.calls()).last().isEqualTo("systemctl enable --now rondo-agent");
  }

  @Test
  void withoutCloudWatchsAgentTheClientStillTrains() throws Exception {
    Files.writeString(
        root.resolve("opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl"),
        "#!/bin/bash\nexit 1\n");

    assertThat(machine.run(script())).isZero();
    assertThat(machine.output()).contains("cannot send logs to CloudWatch");
    assertThat(machine.calls()).last().isEqualTo("systemctl enable --now rondo-agent");
  }

  @Test
  void anInstanceThatCannotFetchTheAgentEndsAfterAQuarterOfAnHour() throws Exception {
    machine.fails("aws", 1000);

    assertThat(machine.run(script())).isNotZero();
    assertThat(machine.calls()).filteredOn(call -> call.startsWith("aws")).hasSize(8);
    assertThat(machine.calls())
        .filteredOn(call -> call.startsWith("sleep"))
        .containsExactly(
            "sleep 5", "sleep 10", "sleep 20", "sleep 40", "sleep 80", "sleep 160", "sleep 320");
    assertThat(machine.calls())
        .endsWith("shutdown -h +15")
        .noneMatch(call -> call.startsWith("systemctl enable"));
    assertThat(machine.output())
        .contains("attempt 8 of 8 failed: fetch_agent", "setup of this instance failed");
  }

  @Test
  void theKeyOfAClientIsCreatedOnceBeforeTheAgentStarts() throws Exception {
    machine.command("java", "printf %s key > \"${@: -1}\"");

    assertThat(machine.run(scriptWithKey())).isZero();
    assertThat(machine.run(scriptWithKey())).isZero();

    String create = "java -jar %s%s create-client-key %s/etc/rondo/client.key";
    assertThat(machine.calls())
        .filteredOn(call -> call.startsWith("java"))
        .containsExactly(create.formatted(root, AgentInstallation.JAR, root));
    assertThat(root.resolve("etc/rondo/client.key")).hasContent("key");
    assertThat(root.resolve("etc/systemd/system/rondo-agent.service.d/ec2.conf"))
        .content()
        .startsWith("[Service]\nLoadCredential=client.key:" + root + "/etc/rondo/client.key\n");
  }

  @Test
  void anInstanceWithoutAKeyDoesNotStartTheAgent() throws Exception {
    machine.command("java", "exit 2");

    assertThat(machine.run(scriptWithKey())).isNotZero();
    assertThat(machine.calls())
        .endsWith("shutdown -h +15")
        .noneMatch(call -> call.startsWith("systemctl enable"));
  }

  @Test
  void anotherFileThanTheAgentIsNeverStarted() throws Exception {
    machine.command("aws", "echo another > \"${@: -1}\"");

    assertThat(machine.run(script())).isNotZero();
    assertThat(machine.calls())
        .endsWith("shutdown -h +15")
        .noneMatch(call -> call.startsWith("systemctl enable"));
  }

  @Test
  void shellcheckFindsNothing() throws Exception {
    assumeTrue(
        List.of(System.getenv("PATH").split(":")).stream()
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "shellcheck"))),
        "shellcheck is not on the PATH");
    Path file = machine.script(scriptWithKey());
    Process check =
        new ProcessBuilder("shellcheck", "--shell=bash", file.toString())
            .redirectErrorStream(true)
            .start();
    String found = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(check.waitFor()).as(found).isZero();
  }

  private List<String> script() throws IOException {
    return ready(installation());
  }

  private List<String> scriptWithKey() throws IOException {
    return ready(installation().clientKey());
  }

  private AgentInstallation installation() throws IOException {
    return new AgentInstallation("eu-west-1")
        .logsTo("agents")
        .java()
        .agent("s3://assets/agent.jar", Sha256.of(machine.agent()));
  }

  private static List<String> ready(AgentInstallation installation) {
    return installation
        .settings(Map.of("RONDO_IDENTITY", "sts"))
        .completes("clients", "clean-stop")
        .start("[Unit]");
  }
}
