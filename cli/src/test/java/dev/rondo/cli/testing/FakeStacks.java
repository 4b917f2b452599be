package dev.rondo.cli.testing;

import dev.rondo.cli.console.UserError;
import dev.rondo.cli.stack.Fleet;
import dev.rondo.cli.stack.Stack;
import dev.rondo.cli.stack.Stacks;
import java.util.Optional;

/** An account with one control stack, which the environment names, and one of clients at most. */
public final class FakeStacks implements Stacks {

  public final FakeAccount account = new FakeAccount();
  private final Stack stack;
  private final Optional<Fleet> clients;

  public FakeStacks(Stack stack) {
    this(stack, Optional.empty());
  }

  public FakeStacks(Stack stack, Optional<Fleet> clients) {
    this.stack = stack;
    this.clients = clients;
  }

  @Override
  public Optional<String> fromEnvironment() {
    return Optional.of(stack.name());
  }

  @Override
  public Stack open(String name) {
    if (!name.equals(stack.name())) {
      throw new UserError("There is no stack " + name);
    }
    return stack;
  }

  @Override
  public FakeAccount account() {
    return account;
  }

  @Override
  public Fleet openClients(Optional<String> name) {
    return clients.orElseThrow(() -> new UserError("There is no stack of clients"));
  }
}
