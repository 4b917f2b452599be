package dev.rondo.cdk.clients;

import dev.rondo.cdk.project.Packages;
import dev.rondo.cdk.settings.Ec2Settings;
import dev.rondo.cdk.settings.Settings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awscdk.IgnoreMode;
import software.amazon.awscdk.services.s3.assets.Asset;
import software.constructs.Construct;

/**
 * The trainer of a fleet on EC2.
 *
 * @param installation installs it on an instance
 * @param files what an instance downloads for that
 * @param variables settings of the agent that runs it
 */
record FleetTrainer(
    TrainerInstallation installation, List<Asset> files, Map<String, String> variables) {

  /** What the agent's Java uses at most: it only holds models, and the rest is for the trainer. */
  private static final String JAVA_PERCENT = "25";

  /** Not for the trainer, and large or different each time. */
  private static final List<String> LEFT_OUT =
      List.of("**/__pycache__", "**/.git", "**/.venv", "**/venv");

  FleetTrainer {
    files = List.copyOf(files);
    variables = Map.copyOf(variables);
  }

  /** That of the settings, if there is one. */
  static Optional<FleetTrainer> of(Construct scope, Settings settings, Packages packages) {
    return TrainerFolder.of(settings).map(folder -> of(folder, scope, settings, packages));
  }

  private static FleetTrainer of(
      TrainerFolder folder, Construct scope, Settings settings, Packages packages) {
    Path wheel = packages.clientWheel();
    Asset scripts =
        Asset.Builder.create(scope, "Trainer")
            .path(folder.path().toString())
            .exclude(LEFT_OUT)
            .ignoreMode(IgnoreMode.GLOB)
            .build();
    Asset client = Asset.Builder.create(scope, "TrainerClient").path(wheel.toString()).build();
    return new FleetTrainer(
        new TrainerInstallation(
            folder,
            scripts.getS3ObjectUrl(),
            client.getS3ObjectUrl(),
            String.valueOf(wheel.getFileName())),
        List.of(scripts, client),
        variables(settings));
  }

  private static Map<String, String> variables(Settings settings) {
    Map<String, String> variables = new HashMap<>();
    variables.put("RONDO_TRAINER", TrainerInstallation.RUN);
    variables.put(
        "RONDO_TRAINER_TIMEOUT", settings.get(Ec2Settings.TRAINER_TIMEOUT_SECONDS).toString());
    settings
        .get(Ec2Settings.TRAINER_MEMORY_MB)
        .ifPresent(memory -> variables.put("RONDO_TRAINER_MEMORY", memory.toString()));
    variables.put("JAVA_MEMORY_PERCENT", JAVA_PERCENT);
    return variables;
  }
}
