package dev.rondo.agent.data;

import dev.rondo.agent.cache.Checkpoint;
import dev.rondo.learning.data.DataShardFile;
import dev.rondo.learning.data.Dataset;
import dev.rondo.protocol.data.DataDescription;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * This client's own examples as a job reads them: with its columns, classes and scaling. Those of
 * the last job are kept. For one thread.
 */
public final class OwnExamples implements ClientData, ExampleFiles {

  private static final String NAME = "own-data";

  private final OwnData data;
  private final Documents documents;
  private final Path folder;
  private Optional<Kept> kept = Optional.empty();
  private Optional<Kept> written = Optional.empty();

  /** Examples and the job for which they were read; no job if they are the same for all. */
  private record Kept(Optional<String> job, Dataset examples) {}

  OwnExamples(OwnData data, Documents documents, Path folder) {
    this.data = data;
    this.documents = documents;
    this.folder = folder;
  }

  @Override
  public TrainingData load(Plan plan, Checkpoint checkpoint) {
    return new TrainingData(examples(plan).examples(), Optional.empty());
  }

  @Override
  public ExampleFile file(Plan plan, Checkpoint checkpoint) throws IOException {
    Optional<Path> file = data.dataShardFile();
    Path found = file.isPresent() ? file.get() : write(examples(plan));
    return new ExampleFile(Optional.of(found.toAbsolutePath()), Optional.empty());
  }

  private Kept examples(Plan plan) {
    Optional<String> job = data.isTable() ? Optional.of(plan.job()) : Optional.empty();
    if (kept.isEmpty() || !kept.get().job().equals(job)) {
      kept = Optional.empty(); // Those of two jobs need not fit into memory.
      Optional<DataDescription> known =
          job.flatMap(
              name -> documents.read(ObjectKeys.dataDescription(name), DataDescription.class));
      kept = Optional.of(new Kept(job, data.examples(known)));
    }
    return kept.get();
  }

  private Path write(Kept examples) throws IOException {
    Path file = folder.resolve(NAME + ".safetensors");
    if (written.isPresent() && written.get().equals(examples)) {
      return file;
    }
    Path part = folder.resolve(NAME + ".part");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
      DataShardFile.content(NAME, NAME, examples.examples()).writeTo(out);
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    written = Optional.of(examples);
    return file;
  }

  @Override
  public boolean keep() {
    return true;
  }

  @Override
  public void release() {}
}
