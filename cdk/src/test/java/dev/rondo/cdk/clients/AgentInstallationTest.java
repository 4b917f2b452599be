package dev.rondo.cdk.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script runs under bash, with paths below a folder and with commands of a machine that fail as
 * often as a test says; each writes into a file how it was called.
 */
class AgentInstallationTest {

  private static final String AGENT = "the agent's jar";

  @TempDir Path root;

  @BeforeEach
  void commandsThatWork() throws IOException {
    command("dnf", "");
    command("aws", "printf %s \"" + AGENT + "\" > \"${@: -1}\"");
    command("systemctl", "");
    command("shutdown", "");
    command("sleep", "");
    Path cloudWatch = root.resolve("opt/aws/amazon-cloudwatch-agent/bin");
    Files.createDirectories(cloudWatch);
    Files.copy(root.resolve("bin/dnf"), cloudWatch.resolve("amazon-cloudwatch-agent-ctl"));
  }

  @Test
  void whereAllGoesWellTheAgentIsStartedAndTheInstanceStays() throws Exception {
    assertThat(run()).isZero();

    assertThat(calls())
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
    fails("dnf", 4);

    assertThat(run()).isZero();
    // Three attempts for the logs that fail, then one of Java that fails and one that works.
    assertThat(calls()).filteredOn(call -> call.startsWith("dnf")).hasSize(5);
    assertThat(calls())
        .filteredOn(call -> call.startsWith("sleep"))
        .containsExactly("sleep 5", "sleep 10", "sleep 5");
    assertThat(calls()).last().isEqualTo("systemctl enable --now rondo-agent");
  }

  @Test
  void withoutCloudWatchsAgentTheClientStillTrains() throws Exception {
    Files.writeString(
        root.resolve("opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl"),
        "#!/bin/bash\nexit 1\n");

    assertThat(run()).isZero();
    assertThat(output()).contains("cannot send logs to CloudWatch");
    assertThat(calls()).last().isEqualTo("systemctl enable --now rondo-agent");
  }

  @Test
  void anInstanceThatCannotFetchTheAgentEndsAfterAQuarterOfAnHour() throws Exception {
    fails("aws", 1000);

    assertThat(run()).isNotZero();
    assertThat(calls()).filteredOn(call -> call.startsWith("aws")).hasSize(8);
    assertThat(calls())
        .filteredOn(call -> call.startsWith("sleep"))
        .containsExactly(
            "sleep 5", "sleep 10", "sleep 20", "sleep 40", "sleep 80", "sleep 160", "sleep 320");
    assertThat(calls())
        .endsWith("shutdown -h +15")
        .noneMatch(call -> call.startsWith("systemctl enable"));
    assertThat(output())
        .contains("attempt 8 of 8 failed: fetch_agent", "setup of this instance failed");
  }

  @Test
  void anotherFileThanTheAgentIsNeverStarted() throws Exception {
    command("aws", "echo another > \"${@: -1}\"");

    assertThat(run()).isNotZero();
    assertThat(calls())
        .endsWith("shutdown -h +15")
        .noneMatch(call -> call.startsWith("systemctl enable"));
  }

  @Test
  void shellcheckFindsNothing() throws Exception {
    assumeTrue(
        List.of(System.getenv("PATH").split(":")).stream()
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "shellcheck"))),
        "shellcheck is not on the PATH");
    Path file = script();
    Process check =
        new ProcessBuilder("shellcheck", "--shell=bash", file.toString())
            .redirectErrorStream(true)
            .start();
    String found = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(check.waitFor()).as(found).isZero();
  }

  /** A command that notes its call, fails while the file {@code fail.NAME} says so, then works. */
  private void command(String name, String work) throws IOException {
    Path file = root.resolve("bin").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        """
        #!/bin/bash
        name="${0##*/}"
        echo "$name $*" >> ROOT/calls
        left=$(cat "ROOT/fail.$name" 2>/dev/null || echo 0)
        if ((left > 0)); then echo $((left - 1)) > "ROOT/fail.$name"; exit 1; fi
        """
                .replace("ROOT", root.toString())
            + work
            + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void fails(String name, int times) throws IOException {
    Files.writeString(root.resolve("fail." + name), Integer.toString(times));
  }

  private Path script() throws IOException {
    Path agent = Files.writeString(root.resolve("agent.jar"), AGENT);
    List<String> lines =
        new AgentInstallation("eu-west-1")
            .logsTo("agents")
            .java()
            .agent("s3://assets/agent.jar", Sha256.of(agent))
            .settings(Map.of("RONDO_IDENTITY", "sts"))
            .completes("clients", "clean-stop")
            .start("[Unit]");
    List<String> whole = new ArrayList<>(List.of("#!/bin/bash"));
    lines.forEach(line -> whole.add(line.replaceAll("(?<![\\w.])/(opt|etc|var)/", root + "/$1/")));
    return Files.write(root.resolve("user-data.sh"), whole);
  }

  private int run() throws IOException, InterruptedException {
    ProcessBuilder bash =
        new ProcessBuilder("bash", script().toString())
            .redirectErrorStream(true)
            .redirectOutput(root.resolve("output").toFile());
    bash.environment().put("PATH", root.resolve("bin") + ":" + System.getenv("PATH"));
    return bash.start().waitFor();
  }

  private List<String> calls() throws IOException {
    return Files.readAllLines(root.resolve("calls"));
  }

  private String output() throws IOException {
    return Files.readString(root.resolve("output"));
  }
}
