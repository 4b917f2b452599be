package dev.rondo.cdk.control;

import dev.rondo.cdk.project.Packages;
import dev.rondo.cdk.settings.ControlSettings;
import dev.rondo.cdk.settings.Settings;
import dev.rondo.rounds.machine.Definitions;
import java.util.Optional;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.lambda.IAlias;
import software.amazon.awscdk.services.s3.IBucket;
import software.amazon.awscdk.services.sqs.IQueue;
import software.constructs.Construct;

/**
 * The control stack: everything except the clients. It costs nothing while no round runs, except
 * for stored data, alarms and idle polling.
 */
public final class RondoControl extends Stack {

  private final Store store;
  private final Queues queues;
  private final StoreKey storeKey;
  private final Optional<String> helperBucketArn;

  public RondoControl(Construct scope, Settings settings, Packages packages, Target target) {
    super(
        scope,
        settings.controlStack(),
        StackProps.builder()
            .stackName(settings.controlStack())
            .terminationProtection(settings.get(Settings.TERMINATION_PROTECTION))
            .description("Rondo: control stack of serverless federated learning")
            .synthesizer(target.synthesizer())
            .build());
    store = new Store(this, settings, target.requiresTls());
    queues = new Queues(this, settings, target.requiresTls());
    store.notify(queues);
    StepPolicies policies =
        new StepPolicies(
            store.bucket().getBucketArn(),
            queues.tasks().getQueueArn(),
            target.sendMessages(),
            queues.updates().getQueueArn(),
            target.answers(Machines.arn(this, "stateMachine", "Round")),
            Machines.arn(this, "execution", "Round"));
    RondoMetrics metrics = new RondoMetrics(settings.controlStack());
    helperBucketArn =
        settings
            .get(ControlSettings.HELPER_BUCKET)
            .map(name -> "arn:%s:s3:::%s".formatted(getPartition(), name));
    storeKey = StoreKey.of(settings, store.bucket());
    Functions functions =
        new Functions(
            this, settings, target, store, queues, metrics.namespace(), policies, storeKey);
    Machines machines = new Machines(this, settings, target, functions, Definitions.training());
    Alarms alarms = new Alarms(this, settings, target, queues, functions, machines, metrics);
    RondoDashboard dashboard =
        new RondoDashboard(this, store, queues, functions, machines, metrics, alarms);
    output("DashboardName", dashboard.name());
    output("BucketName", store.bucket().getBucketName());
    output("TaskQueueUrl", queues.tasks().getQueueUrl());
    output("UpdateQueueUrl", queues.updates().getQueueUrl());
    output("UpdateDeadLetterQueueUrl", queues.deadLetters().getQueueUrl());
    output("RoundStateMachineArn", machines.round().getStateMachineArn());
    output("TrainingStateMachineArn", machines.training().getStateMachineArn());
    for (Step step : Step.values()) {
      output(step.title() + "FunctionName", functions.function(step).getFunctionName());
      if (functions.called(step) instanceof IAlias alias) {
        output(step.title() + "FunctionAlias", alias.getAliasName());
      }
    }
    settings
        .get(ControlSettings.HELPER_FUNCTION_ARN)
        .ifPresent(arn -> output("HelperFunctionArn", arn));
    output("FunctionLogGroups", Fn.join(",", functions.logGroupNames()));
  }

  public IBucket bucket() {
    return store.bucket();
  }

  public IQueue taskQueue() {
    return queues.tasks();
  }

  /** The bucket of the helper of secure aggregation, if there is one. */
  public Optional<String> helperBucketArn() {
    return helperBucketArn;
  }

  public StoreKey storeKey() {
    return storeKey;
  }

  private void output(String name, String value) {
    CfnOutput.Builder.create(this, name).value(value).build();
  }
}
