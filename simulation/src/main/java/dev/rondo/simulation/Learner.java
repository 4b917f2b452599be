package dev.rondo.simulation;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.training.Evaluation;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.trainer.Cancellation;
import java.util.Optional;

/** Trains the virtual clients of a simulation, and evaluates versions. */
interface Learner extends AutoCloseable {

  /** Tells who trains. */
  void introduce(SimulationListener listener);

  /** The job is new: nothing that is left of an earlier one with its name counts. */
  void begin();

  /** The kernel of OpenBLAS that trains; empty if it is unknown. */
  Optional<String> kernel();

  /** Number of examples of a client, as far as known; a client without examples takes no seat. */
  int examples(int client);

  /**
   * Trains a client. Called from several threads.
   *
   * @param base the base model of the plan; not changed
   * @param seed a function of job, round and client
   * @throws dev.rondo.trainer.TrainerException if this client's training failed; other clients can
   *     train
   */
  LocalResult train(Plan plan, int client, float[] base, long seed, Cancellation cancellation);

  /** Measures the version that the plan's round made. */
  Evaluation evaluate(Plan plan, float[] parameters);

  @Override
  void close();
}
