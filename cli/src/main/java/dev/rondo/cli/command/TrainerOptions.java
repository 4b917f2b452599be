package dev.rondo.cli.command;

import dev.rondo.cli.console.Text;
import dev.rondo.cli.console.UserError;
import dev.rondo.trainer.TrainerSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that name a trainer. */
final class TrainerOptions {

  /** A week. */
  private static final int MOST_SECONDS = 604_800;

  @Option(
      names = "--trainer",
      paramLabel = "COMMAND",
      description =
          "A program that trains the clients, by the trainer protocol (docs/trainer-protocol.md)."
              + " It has its own data unless --dataset is given.")
  private Optional<String> command = Optional.empty();

  @Option(
      names = "--flower",
      paramLabel = "APP",
      description =
          "The folder of a Flower app, or module:name of its client. Its client trains, unmodified."
              + " What its ServerApp says is the default of the job's settings. Without ServerApp"
              + " short for --trainer \"python3 -m rondo flower APP\".")
  private Optional<String> flower = Optional.empty();

  @Option(
      names = "--trainer-timeout",
      paramLabel = "SECONDS",
      description =
          "How long the trainer may give no answer and report no progress before it is ended"
              + " (default: 600).")
  private Optional<String> timeout = Optional.empty();

  /** Asks about the whole Flower app, if the folder of one is given. */
  Optional<FlowerReader> flower(Path out) {
    return flower
        .filter(app -> command.isEmpty() && Files.isDirectory(Path.of(app)))
        .map(
            app ->
                new FlowerReader(
                    FlowerReader.PYTHON, app, out, silence().orElse(TrainerSettings.SILENCE)));
  }

  boolean isGiven() {
    return command.isPresent() || flower.isPresent();
  }

  /**
   * The trainer, if one is given.
   *
   * @param records of a Flower app whose ServerApp is used
   * @throws UserError if an option has no usable value
   */
  Optional<TrainerSettings> settings(Optional<String> records) {
    if (timeout.isPresent() && !isGiven()) {
      throw new UserError("--trainer-timeout needs --trainer or --flower.");
    }
    if (command.isPresent() && flower.isPresent()) {
      throw new UserError("Use either --trainer or --flower, not both.");
    }
    if (command.filter(String::isBlank).isPresent()) {
      throw new UserError("--trainer must be a command, but is empty.");
    }
    return command
        .or(() -> flower.map(app -> flowerCommand(app, records)))
        .map(TrainerSettings::of)
        .map(settings -> silence().map(settings::withSilence).orElse(settings));
  }

  private static String flowerCommand(String app, Optional<String> records) {
    return "exec python3 -m rondo flower "
        + quoted(app)
        + records.map(file -> " --records " + quoted(file)).orElse("");
  }

  private Optional<Duration> silence() {
    return timeout.map(text -> Duration.ofSeconds(seconds(text)));
  }

  /** For {@code sh}. */
  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  private static int seconds(String text) {
    try {
      int seconds = Integer.parseInt(text);
      if (seconds >= 1 && seconds <= MOST_SECONDS) {
        return seconds;
      }
    } catch (NumberFormatException e) {
      // The message below says what is wrong.
    }
    throw new UserError(
        "--trainer-timeout must be a whole number from 1 to %s, but is \"%s\"."
            .formatted(MOST_SECONDS, Text.oneLine(text)));
  }
}
