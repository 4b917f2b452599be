package dev.rondo.agent.data;

import dev.rondo.agent.cache.Checkpoint;
import dev.rondo.learning.data.Dataset;
import dev.rondo.protocol.round.Plan;
import java.io.IOException;

/** The examples that this client trains on. */
public interface ClientData {

  /**
   * The examples for a plan; called by the thread that trains.
   *
   * @throws NoShardException when others hold all shards at the moment
   * @throws dev.rondo.learning.data.BadDataException when they cannot be used
   * @throws IOException when they cannot be fetched
   */
  Dataset load(Plan plan, Checkpoint checkpoint) throws IOException;

  /**
   * Keeps what is leased; called now and then by the thread that waits.
   *
   * @return whether the examples are this client's still
   */
  boolean keep();

  /** Gives back what is leased. */
  void release();
}
