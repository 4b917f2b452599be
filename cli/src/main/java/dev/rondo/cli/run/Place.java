package dev.rondo.cli.run;

import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.state.Latest;
import java.nio.file.Path;
import java.util.function.Predicate;

/** Where a job lies. */
public interface Place {

  /** The local folder for what is made of the job and has no other place. */
  Path folder();

  /** Whether its rounds were played on a virtual clock: then their real time is kept beside. */
  boolean simulated();

  /** Where an object lies, for people. */
  String location(String key);

  /** The command that goes on with a round that was interrupted. */
  String resume();

  /**
   * A view of the store for who will read many of its objects, one after another, as they are now.
   *
   * @param prefix where they lie
   * @param wanted which of them
   */
  ObjectStore readAhead(ObjectStore store, String prefix, Predicate<String> wanted);

  /** What to say when the store has no history of an execution. */
  String noHistory(String execution);

  /**
   * Makes a version the current one.
   *
   * @throws IllegalArgumentException when a round is under way
   */
  Latest rollBack(String job, int version);
}
