package dev.rondo.cli.run;

import dev.rondo.operations.stack.Stack;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.state.Abandonment;
import dev.rondo.rounds.state.Latest;
import dev.rondo.rounds.state.LatestVersion;
import dev.rondo.rounds.state.RoundOutcome;
import dev.rondo.rounds.state.RoundRequest;
import dev.rondo.rounds.step.AbandonRound;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A job in the bucket of a stack.
 *
 * @param control the stack
 * @param job the job
 */
record JobOnStack(Stack control, String job) implements Place {

  @Override
  public Path folder() {
    return Path.of("runs", control.name(), job);
  }

  @Override
  public String location(String key) {
    return "s3://" + control.bucket() + "/" + key;
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
    return "rondo round start --stack " + control.name() + " --job " + job;
  }

  @Override
  public Latest rollBack(String rolledBack, int version) {
    return new LatestVersion(control.store()).rollBack(rolledBack, version);
  }

  /** The execution that closes the round wakes it, too; that needs no right of the operator's. */
  @Override
  public RoundOutcome abandon(RoundRequest request, Abandonment why) {
    return new AbandonRound(control.store(), token -> true).run(request, why);
  }

  @Override
  public Optional<Stack> stack() {
    return Optional.of(control);
  }
}
