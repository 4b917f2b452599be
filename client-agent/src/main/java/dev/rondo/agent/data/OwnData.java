package dev.rondo.agent.data;

import dev.rondo.agent.cache.Checkpoint;
import dev.rondo.agent.data.ExampleFiles.ExampleFile;
import dev.rondo.learning.data.BadDataException;
import dev.rondo.learning.data.DataSets;
import dev.rondo.learning.data.DataShardFile;
import dev.rondo.learning.data.Dataset;
import dev.rondo.protocol.round.Plan;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** Examples on this machine. They never leave it; this is the normal case. */
public final class OwnData implements ClientData {

  private static final String NAME = "own-data";
  private static final String DATA_SHARD = ".safetensors";

  private final Path path;
  private final Dataset examples;

  private OwnData(Path path, Dataset examples) {
    this.path = path;
    this.examples = examples;
  }

  /**
   * Reads the examples.
   *
   * @param path a safetensors file, or what {@link DataSets#load} reads, of which the training part
   *     is taken
   * @throws BadDataException when they cannot be used
   */
  public static OwnData read(Path path) {
    Dataset examples;
    if (isDataShard(path)) {
      examples = dataShard(path);
    } else {
      examples = DataSets.load(path.toAbsolutePath().toString(), path).train();
    }
    if (examples.size() == 0) {
      throw new BadDataException(path.toString(), "has no examples");
    }
    return new OwnData(path, examples);
  }

  private static boolean isDataShard(Path path) {
    return Files.isRegularFile(path) && path.toString().endsWith(DATA_SHARD);
  }

  /**
   * The examples as a file in the format of a data shard. Examples in another format are written to
   * the folder.
   */
  public ExampleFiles files(Path folder) throws IOException {
    Path file = isDataShard(path) ? path : write(folder);
    ExampleFile found = new ExampleFile(Optional.of(file.toAbsolutePath()), Optional.empty());
    return (plan, checkpoint) -> found;
  }

  private Path write(Path folder) throws IOException {
    Path file = folder.resolve(NAME + DATA_SHARD);
    Path part = folder.resolve(NAME + ".part");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
      DataShardFile.content(NAME, NAME, examples).writeTo(out);
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return file;
  }

  private static Dataset dataShard(Path path) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
      return DataShardFile.read(in, Files.size(path), path.toString());
    } catch (IOException e) {
      throw new BadDataException(path.toString(), "cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public TrainingData load(Plan plan, Checkpoint checkpoint) {
    return new TrainingData(examples, Optional.empty());
  }

  @Override
  public boolean keep() {
    return true;
  }

  @Override
  public void release() {}
}
