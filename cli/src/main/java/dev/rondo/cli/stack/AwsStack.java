package dev.rondo.cli.stack;

import dev.rondo.aws.AwsClients;
import dev.rondo.aws.account.DeployedStack;
import dev.rondo.aws.account.StateMachineExecutions;
import dev.rondo.aws.store.S3ObjectStore;
import dev.rondo.cli.console.UserError;
import dev.rondo.core.store.ObjectStore;
import java.util.Optional;

/** A control stack as CloudFormation's outputs describe it. */
final class AwsStack implements Stack {

  private final AwsClients clients;
  private final DeployedStack stack;
  private final String bucket;
  private final ObjectStore store;

  AwsStack(AwsClients clients, DeployedStack stack) {
    this.clients = clients;
    this.stack = stack;
    this.bucket = output("BucketName");
    this.store = new S3ObjectStore(clients.s3(), bucket);
  }

  private String output(String name) {
    return Optional.ofNullable(stack.outputs().get(name))
        .orElseThrow(
            () ->
                new UserError(
                    "Stack %s (%s) has no output %s, so it is no control stack of Rondo. Name the one that is with --stack."
                        .formatted(stack.name(), stack.status(), name)));
  }

  @Override
  public String name() {
    return stack.name();
  }

  @Override
  public String bucket() {
    return bucket;
  }

  @Override
  public ObjectStore store() {
    return store;
  }

  @Override
  public StateMachine rounds() {
    return machine("RoundStateMachineArn");
  }

  @Override
  public StateMachine trainings() {
    return machine("TrainingStateMachineArn");
  }

  private StateMachine machine(String output) {
    return new AwsStateMachine(new StateMachineExecutions(clients.sfn(), output(output)));
  }
}
