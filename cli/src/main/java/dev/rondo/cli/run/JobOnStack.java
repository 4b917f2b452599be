package dev.rondo.cli.run;

import dev.rondo.operations.stack.Stack;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.state.Latest;
import dev.rondo.rounds.state.LatestVersion;
import java.nio.file.Path;
import java.util.function.Predicate;

/**
 * A job in the bucket of a stack.
 *
 * @param stack the stack
 * @param job the job
 */
record JobOnStack(Stack stack, String job) implements Place {

  @Override
  public Path folder() {
    return Path.of("runs", stack.name(), job);
  }

  @Override
  public String location(String key) {
    return "s3://" + stack.bucket() + "/" + key;
  }

  @Override
  public boolean simulated() {
    return false;
  }

  @Override
  public ObjectStore readAhead(ObjectStore store, String prefix, Predicate<String> wanted) {
    return ReadAhead.of(store, prefix, wanted);
  }

  @Override
  public String noHistory(String execution) {
    return "Step Functions keeps the history for 90 days. To read it:%n  aws stepfunctions get-execution-history --execution-arn %s"
        .formatted(execution);
  }

  @Override
  public String resume() {
    return "rondo round start --stack " + stack.name() + " --job " + job;
  }

  @Override
  public Latest rollBack(String rolledBack, int version) {
    return new LatestVersion(stack.store()).rollBack(rolledBack, version);
  }
}
