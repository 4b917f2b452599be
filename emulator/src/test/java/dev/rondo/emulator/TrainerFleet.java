package dev.rondo.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.state.RoundResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A fleet that runs a trainer, from its folder to a round. For the template of AWS. */
final class TrainerFleet {

  private static final String JOB = "by-a-trainer";
  private static final Path EXAMPLE = Cloud.HOME.resolve("examples/python-client");

  /**
   * Wheels that lend the new environment the packages of this Python, so that nothing is loaded.
   */
  private static final String LEND =
      """
      import importlib.util, os, sys, zipfile
      for name in ("numpy", "safetensors"):
          packages = os.path.dirname(os.path.dirname(importlib.util.find_spec(name).origin))
          information = f"{name}-99.0.dist-info/"
          with zipfile.ZipFile(f"%s/{name}-99.0-py3-none-any.whl", "w") as wheel:
              wheel.writestr(f"{name}_lent.pth", packages + "\\n")
              wheel.writestr(information + "METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: 99.0\\n")
              wheel.writestr(information + "WHEEL", "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
              wheel.writestr(information + "RECORD", "")
      """;

  private TrainerFleet() {}

  /** Deploys the stack of clients with the trainer of the examples, and runs a round with it. */
  static void trainsARound(Cloud cloud) throws IOException {
    cdk(cloud, "deploy", settings(folder(cloud)));
    Map<String, String> settings = new HashMap<>(FirstBoot.of(cloud).settings());
    settings.put("RONDO_IDENTITY", "id:instance"); // No credentials of an instance.
    MnistJob.create(cloud, JOB, 1, 1, "--deadline-seconds", "300");
    String execution = cloud.startRound(JOB, 1, JOB);
    try (Fleet fleet = new Fleet(cloud)) {
      AgentProcess agent = fleet.java("instance", settings);
      cloud.outcome(execution, OnTheEmulator.PATIENCE);
      assertThat(cloud.inWords(execution)).as(agent.process().output()).startsWith("SUCCEEDED");
      assertThat(agent.lines("started"))
          .singleElement()
          .satisfies(line -> assertThat(line.path("trainer").asText()).isEqualTo("mlp.py"));
    }
    RoundResult result = cloud.documents().require(ObjectKeys.result(JOB, 1), RoundResult.class);
    cdk(cloud, "destroy", List.of("--force"));
    assertThat(result.accepted()).isOne();
    assertThat(result.testAccuracy().orElseThrow()).isGreaterThan(0.5);
  }

  private static Path folder(Cloud cloud) throws IOException {
    Path folder = cloud.folder("trainer");
    try (Stream<Path> files = Files.list(EXAMPLE)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    Path wheels = Files.createDirectories(folder.resolve("wheels"));
    String unused = cloud.python(LEND.formatted(wheels));
    return folder;
  }

  private static List<String> settings(Path trainer) {
    return List.of(
        "--require-approval",
        "never",
        "-c",
        "ec2_trainer=" + trainer,
        "-c",
        "ec2_trainer_command=python mlp.py",
        "-c",
        "ec2_trainer_memory_mb=2000");
  }

  private static void cdk(Cloud cloud, String command, List<String> options) {
    Path work = cloud.folder("clients");
    List<String> all = new ArrayList<>(List.of("cdk", command, "RondoEc2Clients", "--exclusively"));
    all.addAll(List.of("--output", work.resolve("cdk.out").toString()));
    all.addAll(options);
    Path log = work.resolve(command + ".log");
    String unused = Child.run(Cloud.HOME.resolve("cdk"), cloud.environment(), log, all);
  }
}
