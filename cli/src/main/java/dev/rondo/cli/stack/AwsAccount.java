package dev.rondo.cli.stack;

import dev.rondo.aws.AwsClients;
import dev.rondo.operations.account.BucketPrivacy;
import dev.rondo.operations.account.Concurrency;
import dev.rondo.operations.account.FunctionState;
import dev.rondo.operations.account.Identity;
import dev.rondo.operations.account.QueueDepth;
import dev.rondo.operations.stack.StackOutputs;
import java.util.Optional;
import java.util.OptionalInt;

/** The account that the environment's credentials belong to. */
final class AwsAccount implements Account {

  private final dev.rondo.operations.account.Account account;

  AwsAccount(AwsClients clients) {
    this.account = new dev.rondo.operations.account.Account(clients);
  }

  @Override
  public Identity identity() {
    return account.identity();
  }

  @Override
  public Optional<StackOutputs> stack(String name) {
    return account.stack(name);
  }

  @Override
  public BucketPrivacy privacy(String bucket) {
    return account.privacy(bucket);
  }

  @Override
  public Concurrency concurrency() {
    return account.concurrency();
  }

  @Override
  public FunctionState function(String name, Optional<String> alias) {
    return account.function(name, alias);
  }

  @Override
  public OptionalInt largestConcurrency(String function, Optional<String> alias) {
    return account.largestConcurrency(function, alias);
  }

  @Override
  public QueueDepth depth(String queueUrl) {
    return account.depth(queueUrl);
  }
}
