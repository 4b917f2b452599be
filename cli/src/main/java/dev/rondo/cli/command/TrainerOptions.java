package dev.rondo.cli.command;

import dev.rondo.cli.console.Text;
import dev.rondo.cli.console.UserError;
import dev.rondo.settings.Kind;
import dev.rondo.settings.Kinds;
import dev.rondo.trainer.TrainerSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that name a trainer. */
final class TrainerOptions {

  /** Up to a week. */
  private static final Kind<Duration> TIMEOUT = Kinds.seconds(1, 604_800);

  private static final Kind<Integer> MEGABYTES = Kinds.integer(1, 100_000_000);

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
              + " Its ServerApp sets the defaults of the job's settings. Without a ServerApp, this"
              + " is short for --trainer \"python3 -m rondo flower APP\".")
  private Optional<String> flower = Optional.empty();

  @Option(
      names = "--trainer-timeout",
      paramLabel = "SECONDS",
      description =
          "How long the trainer may give no answer and report no progress before it is ended"
              + " (default: 600).")
  private Optional<String> timeout = Optional.empty();

  @Option(
      names = "--trainer-memory",
      paramLabel = "MB",
      description =
          "Maximum memory of each process of the trainer, with the processes that it starts; if"
              + " they use more, they are ended, and the next training starts a new process; only"
              + " on Linux (default: no limit).")
  private Optional<String> memory = Optional.empty();

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
    if (!isGiven()) {
      refuse("--trainer-timeout", timeout);
      refuse("--trainer-memory", memory);
      return Optional.empty();
    }
    if (command.isPresent() && flower.isPresent()) {
      throw new UserError("Use either --trainer or --flower, not both.");
    }
    if (command.filter(String::isBlank).isPresent()) {
      throw new UserError("--trainer must be a command, but is empty.");
    }
    TrainerSettings settings =
        TrainerSettings.of(
            command.or(() -> flower.map(app -> flowerCommand(app, records))).orElseThrow());
    Optional<Duration> silence = silence();
    if (silence.isPresent()) {
      settings = settings.withSilence(silence.get());
    }
    if (memory.isPresent()) {
      settings = settings.withMemory(parse(MEGABYTES, "--trainer-memory", memory.get()));
    }
    return Optional.of(settings);
  }

  private static String flowerCommand(String app, Optional<String> records) {
    return "exec python3 -m rondo flower "
        + quoted(app)
        + records.map(file -> " --records " + quoted(file)).orElse("");
  }

  private Optional<Duration> silence() {
    return timeout.map(text -> parse(TIMEOUT, "--trainer-timeout", text));
  }

  private static void refuse(String name, Optional<String> value) {
    if (value.isPresent()) {
      throw new UserError(name + " needs --trainer or --flower.");
    }
  }

  /** For {@code sh}. */
  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  private static <T> T parse(Kind<T> kind, String name, String text) {
    return kind.parse(text)
        .orElseThrow(
            () ->
                new UserError(
                    "%s must be %s, but is \"%s\"."
                        .formatted(name, kind.bounds(), Text.oneLine(text))));
  }
}
