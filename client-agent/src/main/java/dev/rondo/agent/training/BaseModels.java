package dev.rondo.agent.training;

import dev.rondo.agent.cache.Checkpoint;
import dev.rondo.agent.cache.FileCache;
import dev.rondo.protocol.model.ModelFile;
import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.StoreException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The versions that clients train from, each downloaded once and checked against its manifest. */
public final class BaseModels {

  private final ObjectStore store;
  private final Documents documents;
  private final FileCache cache;

  public BaseModels(ObjectStore store, FileCache cache) {
    this.store = store;
    this.documents = new Documents(store);
    this.cache = cache;
  }

  /**
   * The parameters of a plan's base version.
   *
   * @throws IllegalStateException when the version's manifest says otherwise than the plan
   */
  float[] read(Plan plan, Checkpoint checkpoint) throws IOException {
    String manifestKey = ObjectKeys.manifest(plan.job(), plan.baseVersion());
    VersionManifest manifest = documents.requireKnown(manifestKey, VersionManifest.class);
    if (!manifest.modelKey().equals(plan.baseModel())) {
      throw new IllegalStateException(
          "The plan's base model is "
              + plan.baseModel()
              + ", but "
              + manifestKey
              + " names a different one");
    }
    Path file =
        cache.get(
            "model",
            Optional.of(manifest.modelSha256()),
            manifest.modelParts(),
            () ->
                store
                    .get(plan.baseModel())
                    .orElseThrow(() -> new StoreException(plan.baseModel() + " does not exist")),
            checkpoint);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return ModelFile.read(in, Files.size(file), plan.layout(), plan.baseModel());
    }
  }
}
