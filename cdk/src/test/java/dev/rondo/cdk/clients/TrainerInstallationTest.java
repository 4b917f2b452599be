package dev.rondo.cdk.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script of the first boot installs a trainer, with the real Python and pip. */
class TrainerInstallationTest {

  private static final String CLIENT = "rondo_client-0.1.0-py3-none-any.whl";

  @TempDir Path root;
  @TempDir Path folder;

  private Machine machine;

  @BeforeEach
  void aMachineWithPython() throws IOException {
    Path python = python();
    machine = Machine.in(root);
    machine.command("python3.12", "exec '" + python + "' \"$@\"");
    // What is not the agent is downloaded from a folder.
    Path assets = Files.createDirectories(root.resolve("assets"));
    machine.command(
        "aws",
        """
        case "$4" in
          */agent.jar) printf %%s "%s" > "$5" ;;
          *) cp '%s'/"${4##*/}" "$5" ;;
        esac\
        """
            .formatted(Machine.AGENT, assets));
    wheel(assets.resolve("client.whl"), "rondo_client", "0.1.0");
    Files.writeString(folder.resolve("train.py"), "import tiny\nprint(tiny.NAME)\n");
  }

  private static Path python() {
    Optional<Path> found =
        Stream.of(System.getenv("PATH").split(":"))
            .map(directory -> Path.of(directory, "python3"))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(found.isPresent(), "python3 is not on the PATH");
    return found.orElseThrow();
  }

  @Test
  void theTrainerRunsInAnEnvironmentOfItsOwnThatTheAgentsUserHasMade() throws Exception {
    wheel(Files.createDirectories(folder.resolve("wheels")).resolve("tiny-1.0-py3-none-any.whl"));
    Files.writeString(folder.resolve("requirements.txt"), "tiny\n");

    assertThat(machine.run(script(true))).as(machine.output()).isZero();

    assertThat(runTrainer()).isEqualTo("tiny 1.0");
    assertThat(root.resolve("etc/rondo/agent.env")).content().contains("/opt/rondo/run-trainer");
    assertThat(root.resolve("opt/rondo/trainer/tmp")).doesNotExist();
    assertThat(machine.calls())
        .containsSubsequence(
            "dnf install -y python3.12 python3.12-pip",
            "useradd --system --user-group --no-create-home --shell /sbin/nologin rondo",
            "chown rondo:rondo " + root + "/opt/rondo/trainer",
            "systemctl enable --now rondo-agent")
        .filteredOn(call -> call.startsWith("python3.12 ") || call.contains(" -m pip "))
        .isNotEmpty()
        .allSatisfy(
            call ->
                assertThat(machine.calls())
                    .as("by the agent's user")
                    .anyMatch(as -> as.startsWith("runuser -u rondo -- ") && as.endsWith(call)));
  }

  @Test
  void aWheelInTheFolderIsInstalled() throws Exception {
    wheel(folder.resolve("tiny-1.0-py3-none-any.whl"));

    assertThat(machine.run(script(false))).as(machine.output()).isZero();

    assertThat(runTrainer()).isEqualTo("tiny 1.0");
  }

  /** Another instance would fail, too: an Auto Scaling group must not launch one after another. */
  @Test
  void aRequirementThatDoesNotExistIsToldAndTheInstanceStaysWithoutAnAgent() throws Exception {
    Files.createDirectories(folder.resolve("wheels"));
    Files.writeString(folder.resolve("requirements.txt"), "no-such-package==1\n");

    assertThat(machine.run(script(true))).isEqualTo(1);

    assertThat(machine.output().lines().toList())
        .endsWith(
            "rondo: cannot install the trainer: ERROR: No matching distribution found for"
                + " no-such-package==1",
            "rondo: setup of this instance failed; it stays, and runs no agent. Change ec2_trainer"
                + " and deploy again.");
    assertThat(machine.calls())
        .noneMatch(call -> call.startsWith("shutdown") || call.startsWith("systemctl"));
    assertThat(machine.calls())
        .filteredOn(call -> call.startsWith("sleep"))
        .containsExactly("sleep 5", "sleep 10", "sleep 20");
  }

  @Test
  void anInstanceThatCannotFetchTheTrainerIsReplaced() throws Exception {
    Files.delete(root.resolve("assets/client.whl"));

    assertThat(machine.run(script(false))).isNotZero();

    assertThat(machine.calls()).endsWith("shutdown -h +15");
    assertThat(machine.output()).contains("attempt 8 of 8 failed: fetch_trainer");
  }

  private List<String> script(boolean vendored) throws IOException, InterruptedException {
    zip();
    List<String> wheels;
    try (Stream<Path> files = Files.list(folder)) {
      wheels =
          files.map(file -> file.getFileName().toString()).filter(n -> n.endsWith(".whl")).toList();
    }
    TrainerFolder trainer =
        new TrainerFolder(
            folder,
            "python train.py",
            Files.exists(folder.resolve("requirements.txt")),
            wheels,
            vendored);
    return new AgentInstallation("eu-west-1")
        .agent("s3://assets/agent.jar", Sha256.of(machine.agent()))
        .trainer(
            new TrainerInstallation(
                trainer, "s3://assets/trainer.zip", "s3://assets/client.whl", CLIENT))
        .settings(Map.of("RONDO_TRAINER", TrainerInstallation.RUN))
        .start("[Unit]");
  }

  /** As the CDK command packs a folder. */
  private void zip() throws IOException, InterruptedException {
    run(
        folder,
        python().toString(),
        "-c",
        "import shutil, sys; shutil.make_archive(sys.argv[1], 'zip', '.')",
        root.resolve("assets/trainer").toString());
  }

  private String runTrainer() throws IOException, InterruptedException {
    return run(root, "sh", "-c", root + TrainerInstallation.RUN);
  }

  private static String run(Path folder, String... command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said.strip();
  }

  private static void wheel(Path file) throws IOException {
    wheel(file, "tiny", "1.0");
  }

  /** A package with one module of its name. */
  private static void wheel(Path file, String name, String version) throws IOException {
    String information = name + "-" + version + ".dist-info/";
    TestWheel.write(
        file,
        Map.of(
            name + ".py",
            "NAME = '%s %s'\n".formatted(name, version),
            information + "METADATA",
            "Metadata-Version: 2.1\nName: %s\nVersion: %s\n".formatted(name, version),
            information + "WHEEL",
            "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
            information + "RECORD",
            ""));
  }
}
