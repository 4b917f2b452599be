package dev.rondo.cli.command;

import dev.rondo.cli.console.Text;
import dev.rondo.cli.console.UserError;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.json.Json;
import dev.rondo.rounds.job.JobFields;
import dev.rondo.settings.Field;
import dev.rondo.settings.RawSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Asks {@code python3 -m rondo flower-settings} about an app, which runs the app's own code. */
final class FlowerReader {

  /** The package rondo-client. */
  static final List<String> PYTHON = List.of("python3", "-m", "rondo");

  private static final int SHOWN_LINES = 20;

  private final List<String> program;
  private final String folder;
  private final Path out;
  private final Duration limit;

  /**
   * @param program that is asked
   * @param folder of the app
   * @param out parent of the folder for its initial weights
   * @param limit on the time until its strategy starts
   */
  FlowerReader(List<String> program, String folder, Path out, Duration limit) {
    this.program = List.copyOf(program);
    this.folder = folder;
    this.out = out;
    this.limit = limit;
  }

  /**
   * What the app says for a job.
   *
   * @param given the user's settings; clients and seed matter to the app
   * @throws UserError if the command fails or does not end in time
   */
  FlowerApp read(RawSettings given) {
    List<String> command = new ArrayList<>(program);
    command.addAll(List.of("flower-settings", folder, "--out", out.toString()));
    valid(given, JobFields.CLIENTS).ifPresent(value -> command.addAll(List.of("--clients", value)));
    // With =, because a seed can be negative.
    valid(given, JobFields.SEED).ifPresent(value -> command.add("--seed=" + value));
    try {
      Path answer = Files.createTempFile("rondo-flower-", ".json");
      Path log = Files.createTempFile("rondo-flower-", ".log");
      try {
        return read(command, answer, log);
      } finally {
        Files.deleteIfExists(answer);
        Files.deleteIfExists(log);
      }
    } catch (IOException e) {
      throw failure(e.getMessage() + ". Install Python 3 and rondo-client[flower].", "");
    }
  }

  /** A value of the user as Python reads it; whatever is wrong with it is reported later. */
  private static <T> Optional<String> valid(RawSettings given, Field<T> field) {
    return given
        .text(field.key())
        .flatMap(field.kind()::parse)
        .map(value -> field.kind().text(value));
  }

  private FlowerApp read(List<String> command, Path answer, Path log) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(answer.toFile())) // It is still empty.
            .redirectOutput(answer.toFile())
            .redirectError(log.toFile())
            .start();
    if (!ends(process)) {
      throw failure(
          "its ServerApp has not started a strategy within %s s. Give it more time with --trainer-timeout."
              .formatted(limit.toSeconds()),
          lastLines(log));
    }
    if (process.exitValue() != 0) {
      throw failure("exit code %s of %s.".formatted(process.exitValue(), command), lastLines(log));
    }
    try {
      return Json.parse(Files.readAllBytes(answer), FlowerApp.class, "its answer");
    } catch (InvalidInputException e) {
      throw failure(e.getMessage() + ". Install the rondo-client of this Rondo.", lastLines(log));
    }
  }

  private boolean ends(Process process) {
    try {
      return process.waitFor(limit.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static String lastLines(Path log) throws IOException {
    List<String> lines =
        new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
            .lines()
            .map(Text::oneLine)
            .filter(line -> !line.isEmpty())
            .toList();
    return lines.stream()
        .skip(Math.max(0, lines.size() - SHOWN_LINES))
        .map(line -> "\n  " + line)
        .collect(Collectors.joining());
  }

  private UserError failure(String reason, String lines) {
    return new UserError("Cannot read the Flower app %s: %s%s".formatted(folder, reason, lines));
  }
}
