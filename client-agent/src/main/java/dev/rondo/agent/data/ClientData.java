package dev.rondo.agent.data;

import dev.rondo.agent.cache.Checkpoint;
import dev.rondo.protocol.round.Plan;
import java.io.IOException;

/** The examples that this client trains on. */
public interface ClientData {

  /**
   * The examples for a plan. Called by the training thread.
   *
   * @throws NoDataShardException when others hold all data shards at the moment
   * @throws dev.rondo.learning.data.BadDataException when they cannot be used
   * @throws IOException when they cannot be fetched
   */
  TrainingData load(Plan plan, Checkpoint checkpoint) throws IOException;

  /**
   * Renews the lease if it is time. Called regularly by the thread that waits for the training.
   *
   * @return whether the examples are this client's still
   */
  boolean keep();

  /** Releases the lease. */
  void release();
}
