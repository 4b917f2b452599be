package dev.rondo.agent.data;

import dev.rondo.learning.data.BadDataException;
import dev.rondo.learning.data.DataSets;
import dev.rondo.learning.data.DataShardFile;
import dev.rondo.learning.data.Dataset;
import dev.rondo.protocol.data.DataDescription;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectStore;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Examples on this machine. They never leave it; this is the normal case. */
public final class OwnData {

  private static final String DATA_SHARD = ".safetensors";

  private final Path path;
  private final Optional<Dataset> examples;

  private OwnData(Path path, Optional<Dataset> examples) {
    this.path = path;
    this.examples = examples;
  }

  /**
   * Reads the examples, or checks that they have the form of a table, which a job tells how to
   * read.
   *
   * @param path a safetensors file, or what {@link DataSets#own} reads
   * @throws BadDataException when they cannot be used
   */
  public static OwnData read(Path path) {
    if (!isDataShard(path) && DataSets.needsDescription(path)) {
      return new OwnData(path, Optional.empty());
    }
    Dataset examples = isDataShard(path) ? dataShard(path) : DataSets.own(path, Optional.empty());
    if (examples.size() == 0) {
      throw new BadDataException(path.toString(), "has no examples");
    }
    return new OwnData(path, Optional.of(examples));
  }

  /**
   * The examples for the jobs of a store, which says how a table is to be read.
   *
   * @param folder where examples in another format are written as a data shard
   */
  public OwnExamples in(ObjectStore store, Path folder) {
    return new OwnExamples(this, new Documents(store), folder);
  }

  /** A data shard that is on this machine. */
  Optional<Path> dataShardFile() {
    return isDataShard(path) ? Optional.of(path) : Optional.empty();
  }

  /** Whether the examples are a table. */
  boolean isTable() {
    return examples.isEmpty();
  }

  /**
   * The examples.
   *
   * @param known how the job's table is read; empty if it has none
   * @throws BadDataException when the job cannot use them
   */
  Dataset examples(Optional<DataDescription> known) {
    return examples.orElseGet(() -> DataSets.own(path, known));
  }

  private static boolean isDataShard(Path path) {
    return Files.isRegularFile(path) && path.toString().endsWith(DATA_SHARD);
  }

  private static Dataset dataShard(Path path) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
      return DataShardFile.read(in, Files.size(path), path.toString());
    } catch (IOException e) {
      throw new BadDataException(path.toString(), "cannot be read: " + e.getMessage(), e);
    }
  }
}
