package dev.rondo.cli.stack;

import dev.rondo.operations.account.BucketPrivacy;
import dev.rondo.operations.account.Concurrency;
import dev.rondo.operations.account.FunctionState;
import dev.rondo.operations.account.Identity;
import dev.rondo.operations.account.QueueDepth;
import dev.rondo.operations.stack.StackOutputs;
import java.util.Optional;
import java.util.OptionalInt;

/** What can be asked of an account about the state of a stack. */
public interface Account {

  /** Whose credentials these are. */
  Identity identity();

  /** A stack's state and outputs, or empty when there is none of this name. */
  Optional<StackOutputs> stack(String name);

  /** Who may see a bucket. */
  BucketPrivacy privacy(String bucket);

  /** How many functions may run at the same time. */
  Concurrency concurrency();

  /** Whether a function can be called, by its alias when it has one. */
  FunctionState function(String name, Optional<String> alias);

  /**
   * How many copies of a function its queue may start at the same time, if that is bounded; the
   * queue starts its alias when it has one.
   */
  OptionalInt largestConcurrency(String function, Optional<String> alias);

  /** About how many messages a queue has. */
  QueueDepth depth(String queueUrl);
}
