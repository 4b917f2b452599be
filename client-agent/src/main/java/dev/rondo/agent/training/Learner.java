package dev.rondo.agent.training;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.training.LocalResult;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Trains this client for a round, from data and base model to the update. For one thread. */
public interface Learner extends AutoCloseable {

  /**
   * Trains for a plan.
   *
   * @param seed a function of job, round and client
   * @param stage tells that the result is not needed any more
   * @throws dev.rondo.agent.cache.AbandonedException when the result is not needed any more
   * @throws dev.rondo.agent.data.NoDataShardException when others hold all data shards
   * @throws dev.rondo.learning.data.BadDataException when the examples cannot be used
   * @throws dev.rondo.trainer.TrainerException when the trainer program fails
   * @throws IllegalArgumentException when the plan's model is unknown or fits no data
   * @throws IllegalStateException when the version's manifest says otherwise than the plan
   */
  Learned learn(Plan plan, long seed, Stage stage) throws IOException;

  /** Ends what trains. */
  @Override
  default void close() {}

  /**
   * What was learned.
   *
   * @param result the update
   * @param dataShard name of the leased data shard; empty if the data are the client's own
   * @param training how long training took, without downloads
   */
  record Learned(LocalResult result, Optional<String> dataShard, Duration training) {}
}
