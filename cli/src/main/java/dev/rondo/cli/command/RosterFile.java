package dev.rondo.cli.command;

import dev.rondo.cli.console.UserError;
import dev.rondo.cli.run.Run;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.update.Roster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** A file with one client id or pattern on each line, and the roster that it makes. */
final class RosterFile {

  private RosterFile() {}

  static Roster read(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return Roster.parse(lines);
    } catch (InvalidInputException e) {
      throw new InvalidInputException(file + ": " + e.getMessage());
    } catch (IOException | UncheckedIOException e) {
      throw new UserError("Cannot read " + file + ": it is not a readable text file in UTF-8");
    }
  }

  static Optional<Roster> of(Run run) {
    return run.documents().read(ObjectKeys.roster(run.job()), Roster.class);
  }

  /** Replaces the roster of a job. */
  static void store(Run run, Roster roster) {
    run.documents().write(ObjectKeys.roster(run.job()), roster);
  }
}
