package dev.rondo.cli.command;

import dev.rondo.cli.run.Run;
import dev.rondo.learning.data.DataShardFile;
import dev.rondo.learning.data.Dataset;
import dev.rondo.learning.model.Model;
import dev.rondo.learning.model.Models;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.store.StoredObject;
import dev.rondo.rounds.job.JobConfig;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.util.Optional;

/** The inputs that a job on AWS keeps in its store: test data and model configuration. */
final class StoredInputs {

  private final Run run;

  StoredInputs(Run run) {
    this.run = run;
  }

  /** The test data, if the store has them. */
  Optional<Dataset> test(JobConfig config) {
    if (!ObjectKeys.isDataset(config.dataset())) {
      return Optional.empty();
    }
    String key = ObjectKeys.testData(config.dataset());
    Optional<StoredObject> found = run.store().get(key);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (StoredObject object = found.get()) {
      return Optional.of(
          DataShardFile.read(
              new BufferedInputStream(object.body()), object.info().size(), run.location(key)));
    } catch (IOException e) {
      throw new StoreException("Cannot read " + run.location(key), e);
    }
  }

  /** The model, if the store has its configuration. */
  Optional<Model> model(JobConfig config, Dataset data) {
    String key = ObjectKeys.modelConfiguration(run.job());
    if (Models.NAMES.contains(config.model())) {
      return Optional.empty();
    }
    Optional<StoredObject> found = run.store().get(key);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (StoredObject object = found.get()) {
      return Optional.of(
          Models.configured(object.body().readAllBytes(), run.location(key), data.exampleShape()));
    } catch (IOException e) {
      throw new StoreException("Cannot read " + run.location(key), e);
    }
  }
}
