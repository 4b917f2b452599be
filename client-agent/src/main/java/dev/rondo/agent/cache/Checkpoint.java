package dev.rondo.agent.cache;

/** Called regularly by long work; throws if the work was canceled. */
@FunctionalInterface
public interface Checkpoint {

  /**
   * Returns if the work should continue.
   *
   * @throws AbandonedException when not
   */
  void pass();
}
