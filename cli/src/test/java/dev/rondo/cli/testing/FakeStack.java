package dev.rondo.cli.testing;

import dev.rondo.operations.stack.Stack;
import dev.rondo.protocol.store.ObjectStore;

/** A stack whose bucket is in memory and whose executions do nothing by themselves. */
public final class FakeStack {

  public static final String NAME = "TestControl";
  public static final String BUCKET = "test-bucket";

  private final FakeStateMachine rounds = new FakeStateMachine("rounds");
  private final FakeStateMachine trainings = new FakeStateMachine("trainings");
  private final ObjectStore store;

  public FakeStack(ObjectStore store) {
    this.store = store;
  }

  /** The stack as commands see it. */
  public Stack stack() {
    return new Stack(NAME, BUCKET, store, rounds, trainings);
  }

  public FakeStateMachine rounds() {
    return rounds;
  }

  public FakeStateMachine trainings() {
    return trainings;
  }
}
