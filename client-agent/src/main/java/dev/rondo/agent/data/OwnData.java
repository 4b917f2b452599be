package dev.rondo.agent.data;

import dev.rondo.agent.cache.Checkpoint;
import dev.rondo.learning.data.BadDataException;
import dev.rondo.learning.data.DataSets;
import dev.rondo.learning.data.DataShardFile;
import dev.rondo.learning.data.Dataset;
import dev.rondo.protocol.round.Plan;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Examples on this machine. They never leave it; this is the normal case. */
public final class OwnData implements ClientData {

  private final Dataset examples;

  private OwnData(Dataset examples) {
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
    if (Files.isRegularFile(path) && path.toString().endsWith(".safetensors")) {
      examples = dataShard(path);
    } else {
      examples = DataSets.load(path.toAbsolutePath().toString(), path).train();
    }
    if (examples.size() == 0) {
      throw new BadDataException(path.toString(), "has no examples");
    }
    return new OwnData(examples);
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
