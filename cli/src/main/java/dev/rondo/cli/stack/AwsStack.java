package dev.rondo.cli.stack;

import dev.rondo.aws.AwsClients;
import dev.rondo.aws.store.S3ObjectStore;
import dev.rondo.cli.console.UserError;
import dev.rondo.operations.stack.StackOutputs;
import dev.rondo.protocol.store.ObjectStore;
import java.util.Optional;

/** A control stack as CloudFormation's outputs describe it. */
final class AwsStack implements Stack {

  private final AwsClients clients;
  private final StackOutputs outputs;
  private final String bucket;
  private final ObjectStore store;

  AwsStack(AwsClients clients, StackOutputs outputs) {
    this.clients = clients;
    this.outputs = outputs;
    this.bucket = output("BucketName");
    this.store = new S3ObjectStore(clients.s3(), bucket);
  }

  private String output(String name) {
    return Optional.ofNullable(outputs.values().get(name))
        .orElseThrow(
            () ->
                new UserError(
                    "Stack %s (%s) has no output %s, so it is no control stack of Rondo. Name the one that is with --stack."
                        .formatted(outputs.stack(), outputs.status(), name)));
  }

  @Override
  public String name() {
    return outputs.stack();
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
    return new AwsStateMachine(
        new dev.rondo.operations.execution.StateMachine(clients.sfn(), output(output)));
  }
}
