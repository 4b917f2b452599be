package dev.rondo.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.learning.data.TrainTest;
import dev.rondo.learning.model.InitialModel;
import dev.rondo.local.DirectoryStore;
import dev.rondo.protocol.data.DataDescription;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.job.JobConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the folder of a run has recorded about its job. */
public final class RecordedJob {

  private RecordedJob() {}

  /**
   * What differs from the data and the model with which a job was created, in words; empty if
   * nothing does, or if the store has no record of them.
   *
   * @param seed of the job
   */
  public static List<String> differences(
      ObjectStore store, String job, TrainTest data, InitialModel model, long seed) {
    return new Documents(store)
        .read(ObjectKeys.inputs(job), Inputs.class)
        .map(Inputs.of(Optional.of(data), model, model.initialize(seed))::differences)
        .orElse(List.of());
  }

  /**
   * How the table of the job's data was read when the job was created; empty if there is no such
   * job, if its data are no table, or if the data are to be read in another way now, which is an
   * error that is found later.
   */
  static Optional<DataDescription> description(Path folder, JobConfig config) {
    Documents documents = new Documents(new DirectoryStore(folder.resolve("store")));
    Optional<JobConfig> created =
        documents.read(ObjectKeys.job(config.job()), JsonNode.class).map(JobConfig::fromJson);
    boolean same =
        created
            .filter(
                then ->
                    then.dataset().equals(config.dataset()) && then.data().equals(config.data()))
            .isPresent();
    return same
        ? documents.read(ObjectKeys.dataDescription(config.job()), DataDescription.class)
        : Optional.empty();
  }
}
