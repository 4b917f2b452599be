package dev.rondo.agent.cache;

/** Called now and then by work that takes long; throws when the work is no longer wanted. */
@FunctionalInterface
public interface Checkpoint {

  /**
   * Goes on, or not.
   *
   * @throws AbandonedException when not
   */
  void pass();
}
