package dev.rondo.cli.command;

import dev.rondo.cli.console.Text;
import dev.rondo.cli.console.UserError;
import dev.rondo.learning.data.Dataset;
import dev.rondo.learning.data.ShardFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder with the shards and the test data of a data set, each a {@link ShardFile}.
 *
 * @param folder the folder
 * @param dataset the data set's name
 */
record Shards(Path folder, String dataset) {

  private static final String ENDING = ".safetensors";
  private static final String TEST = "test";
  private static final String SHARD = "shard-";

  /** Whether the folder already contains shards or test data. */
  boolean exist() {
    return !files().isEmpty();
  }

  /** Deletes the shards and the test data in the folder, and nothing else. */
  void delete() {
    try {
      for (Path file : files()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UserError("Cannot delete the shards in " + folder + ": " + Text.reason(e));
    }
  }

  private List<Path> files() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> isOurs(file.getFileName().toString())).toList();
    } catch (IOException e) {
      throw new UserError("Cannot read the folder " + folder + ": " + Text.reason(e));
    }
  }

  private static boolean isOurs(String name) {
    return name.equals(TEST + ENDING) || (name.startsWith(SHARD) && name.endsWith(ENDING));
  }

  /** Writes one client's examples. */
  Path writeShard(int client, Dataset examples) {
    return write("%s%05d".formatted(SHARD, client), examples);
  }

  /** Writes the test data. */
  Path writeTest(Dataset examples) {
    return write(TEST, examples);
  }

  private Path write(String shard, Dataset examples) {
    Path target = folder.resolve(shard + ENDING);
    TensorFile.write(target, ShardFile.content(dataset, shard, examples));
    return target;
  }
}
