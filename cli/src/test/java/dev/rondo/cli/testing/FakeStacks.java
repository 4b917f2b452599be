package dev.rondo.cli.testing;

import dev.rondo.operations.fleet.Fleet;
import dev.rondo.operations.stack.HelperStack;
import dev.rondo.operations.stack.Stack;
import dev.rondo.operations.stack.StackException;
import dev.rondo.operations.stack.Stacks;
import dev.rondo.protocol.testing.MemoryStore;
import java.util.Optional;

/** An account with one control stack, which the environment names, and one of clients at most. */
public final class FakeStacks implements Stacks {

  public final FakeAccount account = new FakeAccount();

  /** The bucket of the helper's stack. */
  public final MemoryStore helper = new MemoryStore();

  private final FakeStack stack;
  private final Optional<Fleet> clients;

  public FakeStacks(FakeStack stack) {
    this(stack, Optional.empty());
  }

  public FakeStacks(FakeStack stack, Optional<Fleet> clients) {
    this.stack = stack;
    this.clients = clients;
  }

  @Override
  public Optional<String> fromEnvironment() {
    return Optional.of(FakeStack.NAME);
  }

  @Override
  public Stack open(String name) {
    if (!name.equals(FakeStack.NAME)) {
      throw new StackException("Stack " + name + " does not exist");
    }
    return stack.stack();
  }

  @Override
  public HelperStack openHelper(String name) {
    if (!name.equals(HELPER)) {
      throw new StackException("Stack " + name + " does not exist");
    }
    // Not encrypted: a test wants to see what was.
    return new HelperStack(name, helper, 3, (secret, context) -> secret);
  }

  @Override
  public FakeAccount account() {
    return account;
  }

  @Override
  public Fleet openClients(Optional<String> name) {
    return clients.orElseThrow(() -> new StackException("There is no client stack"));
  }
}
