package dev.rondo.cli.command;

import dev.rondo.cli.console.UserError;
import dev.rondo.learning.data.DataShardFile;
import dev.rondo.protocol.data.DataDescription;
import dev.rondo.protocol.data.DataSettings;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.job.JobFields;
import dev.rondo.settings.RawSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How tables were read, as a store has it. */
final class StoredDescription {

  private StoredDescription() {}

  /** That of a job; empty if its data are no table. */
  static Optional<DataDescription> ofJob(ObjectStore store, String job) {
    return new Documents(store).read(ObjectKeys.dataDescription(job), DataDescription.class);
  }

  /** That of an uploaded data set; empty if it is no table. */
  static Optional<DataDescription> ofDataset(ObjectStore store, String dataset) {
    String key = ObjectKeys.testData(dataset);
    return store
        .get(key)
        .flatMap(
            object -> {
              long bytes = object.info().size();
              return object.read(in -> DataShardFile.description(in, bytes, key));
            });
  }

  /**
   * The settings of a job on an uploaded data set: what says how the data are read is as it was
   * when they were uploaded.
   *
   * @throws UserError if the user asks for something else
   */
  static RawSettings applied(
      RawSettings settings, JobConfig asked, Optional<DataDescription> description) {
    DataSettings wanted = asked.data();
    DataSettings none = DataSettings.DEFAULTS;
    List<String> differences = new ArrayList<>();
    String label = description.map(DataDescription::label).orElse("");
    String ignored = description.map(read -> String.join(",", read.ignored())).orElse("");
    String scale = description.map(read -> read.scaling().toString()).orElse("none");
    if (!wanted.label().equals(none.label()) && !wanted.label().get().equals(label)) {
      differences.add("label is \"" + label + "\"");
    }
    if (!wanted.ignored().isEmpty() && !String.join(",", wanted.ignored()).equals(ignored)) {
      differences.add("ignore_columns is \"" + ignored + "\"");
    }
    if (wanted.scaling() != none.scaling() && !wanted.scaling().toString().equals(scale)) {
      differences.add("scale is " + scale);
    }
    if (!differences.isEmpty()) {
      throw new UserError(
          "Data set %s was uploaded with other settings: its %s. Remove the settings, or upload it again with rondo data push."
              .formatted(asked.dataset(), String.join(", its ", differences)));
    }
    return settings
        .with(JobFields.LABEL.key(), label, "rondo data push")
        .with(JobFields.IGNORE_COLUMNS.key(), ignored, "rondo data push")
        .with(JobFields.SCALE.key(), scale, "rondo data push");
  }
}
