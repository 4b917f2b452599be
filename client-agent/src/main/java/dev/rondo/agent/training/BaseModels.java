package dev.rondo.agent.training;

import dev.rondo.agent.cache.Checkpoint;
import dev.rondo.agent.cache.FileCache;
import dev.rondo.core.aggregation.ModelFile;
import dev.rondo.core.round.Card;
import dev.rondo.core.round.Plan;
import dev.rondo.core.store.Documents;
import dev.rondo.core.store.ObjectKeys;
import dev.rondo.core.store.ObjectStore;
import dev.rondo.core.store.StoreException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The versions that clients train from, each downloaded once and checked against its card. */
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
   * @throws IllegalStateException when the version's card says otherwise than the plan
   */
  float[] read(Plan plan, Checkpoint checkpoint) throws IOException {
    String cardKey = ObjectKeys.card(plan.job(), plan.baseVersion());
    Card card = documents.require(cardKey, Card.class);
    if (!card.modelKey().equals(plan.baseModel())) {
      throw new IllegalStateException(
          "The plan's base model is " + plan.baseModel() + ", but " + cardKey + " has another");
    }
    Path file =
        cache.get(
            "model",
            Optional.of(card.modelSha256()),
            card.modelParts(),
            () ->
                store
                    .get(plan.baseModel())
                    .orElseThrow(() -> new StoreException("There is no " + plan.baseModel())),
            checkpoint);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return ModelFile.read(in, Files.size(file), plan.layout(), plan.baseModel());
    }
  }
}
