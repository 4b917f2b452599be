package dev.rondo.cdk.clients;

import dev.rondo.cdk.settings.Connection;
import dev.rondo.cdk.settings.Ec2Settings;
import dev.rondo.cdk.settings.Settings;
import dev.rondo.settings.Field;
import dev.rondo.settings.InvalidSettingsException;
import dev.rondo.settings.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A trainer as its author has it: a folder with scripts, and what Python packages they need.
 *
 * @param path the folder
 * @param command the command line that starts it, in this folder
 * @param requirements whether it has {@code requirements.txt}
 * @param wheels names of the wheels in it, which are installed
 * @param vendored whether it has a folder {@code wheels} with all packages, so that none is
 *     downloaded
 */
record TrainerFolder(
    Path path, String command, boolean requirements, List<String> wheels, boolean vendored) {

  private static final String SCRIPT = "train.py";
  private static final Pattern WHEEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]*\\.whl");

  TrainerFolder {
    wheels = List.copyOf(wheels);
  }

  /**
   * The trainer of the settings, if there is one.
   *
   * @throws InvalidSettingsException if the folder does not exist, or cannot be a trainer
   */
  static Optional<TrainerFolder> of(Settings settings) {
    return settings.get(Ec2Settings.TRAINER).map(folder -> read(settings, folder));
  }

  private static TrainerFolder read(Settings settings, Path folder) {
    if (!Files.isDirectory(folder)) {
      throw problem(Ec2Settings.TRAINER, "must be a folder, but is \"" + folder + "\"");
    }
    String command =
        settings
            .get(Ec2Settings.TRAINER_COMMAND)
            .or(
                () ->
                    Optional.of("python " + SCRIPT)
                        .filter(script -> Files.isRegularFile(folder.resolve(SCRIPT))))
            .orElseThrow(
                () ->
                    problem(
                        Ec2Settings.TRAINER_COMMAND,
                        "is not set, and the folder of the trainer has no " + SCRIPT));
    boolean vendored = Files.isDirectory(folder.resolve("wheels"));
    if (!vendored
        && settings.get(Ec2Settings.NETWORK.connection) == Connection.INTERFACE_ENDPOINTS) {
      throw problem(
          Ec2Settings.TRAINER,
          "needs a folder wheels with all Python packages, because instances with"
              + " ec2_connection interface-endpoints cannot download any");
    }
    return new TrainerFolder(
        folder.toAbsolutePath(),
        command,
        Files.isRegularFile(folder.resolve("requirements.txt")),
        wheelsIn(folder),
        vendored);
  }

  private static InvalidSettingsException problem(Field<?> field, String message) {
    return new InvalidSettingsException(List.of(Problem.of(field.key(), field.key(), message)));
  }

  private static List<String> wheelsIn(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> WHEEL.matcher(name).matches())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + folder, e);
    }
  }
}
