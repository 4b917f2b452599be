package dev.rondo.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.local.DirectoryStore;
import dev.rondo.protocol.data.DataDescription;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.job.JobConfig;
import java.nio.file.Path;
import java.util.Optional;

/** What the folder of a run has recorded about its job. */
final class RecordedJob {

  private RecordedJob() {}

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
