package dev.rondo.agent.data;

import dev.rondo.agent.cache.Checkpoint;
import dev.rondo.protocol.round.Plan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The examples that this client trains on, as files for a trainer. */
@FunctionalInterface
public interface ExampleFiles {

  /**
   * The file for a plan. Called by the training thread.
   *
   * @throws NoDataShardException when others hold all data shards at the moment
   * @throws dev.rondo.learning.data.BadDataException when there is none for the plan's data set
   * @throws IOException when it cannot be fetched
   */
  ExampleFile file(Plan plan, Checkpoint checkpoint) throws IOException;

  /**
   * What a trainer trains on.
   *
   * @param path a file in the format of a data shard; empty if the trainer has its own data
   * @param dataShard name of the leased data shard that it is; empty if it is none
   */
  record ExampleFile(Optional<Path> path, Optional<String> dataShard) {

    /** The trainer has its own data. */
    public static ExampleFile none() {
      return new ExampleFile(Optional.empty(), Optional.empty());
    }
  }
}
