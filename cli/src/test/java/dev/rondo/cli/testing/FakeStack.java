package dev.rondo.cli.testing;

import dev.rondo.cli.stack.Stack;
import dev.rondo.protocol.store.ObjectStore;

/** A stack whose bucket is in memory and whose executions do nothing by themselves. */
public final class FakeStack implements Stack {

  public static final String NAME = "TestControl";
  public static final String BUCKET = "test-bucket";

  public final FakeStateMachine rounds = new FakeStateMachine("rounds");
  public final FakeStateMachine trainings = new FakeStateMachine("trainings");
  private final ObjectStore store;

  public FakeStack(ObjectStore store) {
    this.store = store;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String bucket() {
    return BUCKET;
  }

  @Override
  public ObjectStore store() {
    return store;
  }

  @Override
  public FakeStateMachine rounds() {
    return rounds;
  }

  @Override
  public FakeStateMachine trainings() {
    return trainings;
  }
}
