package dev.rondo.reports;

import dev.rondo.rounds.history.RoundRecord;
import dev.rondo.rounds.state.ClientEvaluation;
import dev.rondo.rounds.state.RoundResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder for {@code tensorboard --logdir}: one run per client (of the first thousand) with the
 * scalar {@code loss}, the run {@code global} with {@code loss} and {@code accuracy} on the test
 * set, and the run {@code global+clients} with what clients measured, by version.
 */
final class TensorBoardFolder {
  private static final String GLOBAL = "global";

  /** No client's id contains a plus sign. */
  private static final String BY_CLIENTS = "global+clients";

  private TensorBoardFolder() {}

  /** Writes these runs, and removes other runs that Rondo wrote to the folder before. */
  static void write(Path folder, List<RoundRecord> rounds, List<ClientRow> clients)
      throws IOException {
    Map<String, Run> runs = new HashMap<>();
    RoundAxis.ordered(rounds).stream()
        .map(RoundRecord::result)
        .filter(row -> !row.metrics().isEmpty())
        .forEach(
            row ->
                runs.computeIfAbsent(GLOBAL, name -> new Run(row.closedAt()))
                    .file
                    .scalars(row.closedAt(), row.round(), row.metrics()));
    RoundAxis.ordered(rounds).stream()
        .map(RoundRecord::result)
        .forEach(row -> row.clientEvaluation().ifPresent(byClients -> add(runs, row, byClients)));
    ShownClients.of(clients).stream()
        .filter(row -> Double.isFinite(row.trainLoss()))
        .sorted(Comparator.comparingInt(ClientRow::round))
        .forEach(
            row ->
                runs.computeIfAbsent(folderName(row.client()), name -> new Run(row.time()))
                    .file
                    .scalars(row.time(), row.round(), Map.of("loss", row.trainLoss())));
    Files.createDirectories(folder);
    removeStale(folder, runs);
    for (Map.Entry<String, Run> run : runs.entrySet()) {
      Path directory = folder.resolve(run.getKey());
      Files.createDirectories(directory);
      replace(directory.resolve(run.getValue().name), run.getValue().file.toByteArray());
    }
  }

  private static void add(Map<String, Run> runs, RoundResult row, ClientEvaluation byClients) {
    if (!byClients.evaluation().metrics().isEmpty()) {
      runs.computeIfAbsent(BY_CLIENTS, name -> new Run(row.closedAt()))
          .file
          .scalars(row.closedAt(), byClients.version(), byClients.evaluation().metrics());
    }
  }

  /**
   * The folder of a client ID: unique, and never {@code global}. A colon, which some file systems
   * forbid, becomes a tilde. A plus sign prevents hidden folders, parent folders and trailing dots.
   * Neither a tilde nor a plus sign can occur in an ID.
   */
  static String folderName(String client) {
    String name = client.replace(':', '~');
    String before = name.startsWith(".") || name.equals(GLOBAL) ? "+" : "";
    String after = name.endsWith(".") ? "+" : "";
    return before + name + after;
  }

  /**
   * Replaces a file atomically. If the file is a prefix of the new content, the rest is appended
   * instead, because an open TensorBoard follows the file and would not notice a replacement.
   * Readers of TFRecords wait at an incomplete record.
   */
  private static void replace(Path target, byte[] content) throws IOException {
    if (Files.isRegularFile(target)) {
      byte[] old = Files.readAllBytes(target);
      if (old.length <= content.length
          && Arrays.equals(old, 0, old.length, content, 0, old.length)) {
        if (old.length < content.length) {
          Files.write(
              target,
              Arrays.copyOfRange(content, old.length, content.length),
              StandardOpenOption.APPEND);
        }
        return;
      }
    }
    AtomicFile.write(target, content);
  }

  /** Removes event files that belong to no run, and folders that become empty. */
  private static void removeStale(Path folder, Map<String, Run> runs) throws IOException {
    for (Path directory : children(folder)) {
      if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
        continue;
      }
      Optional<String> wanted =
          Optional.ofNullable(runs.get(directory.getFileName().toString())).map(run -> run.name);
      boolean empty = true;
      for (Path file : children(directory)) {
        String name = file.getFileName().toString();
        if (EventFile.isName(name) && !wanted.equals(Optional.of(name))) {
          Files.delete(file);
        } else {
          empty = false;
        }
      }
      if (empty) {
        Files.delete(directory);
      }
    }
  }

  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.toList();
    }
  }

  /** The event file of a run. */
  private static final class Run {
    final String name;
    final EventFile file;

    Run(Instant start) {
      name = EventFile.name(start);
      file = new EventFile(start);
    }
  }
}
