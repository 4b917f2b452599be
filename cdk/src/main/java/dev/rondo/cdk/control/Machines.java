package dev.rondo.cdk.control;

import dev.rondo.cdk.nag.Accepted;
import dev.rondo.cdk.settings.ControlSettings;
import dev.rondo.cdk.settings.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.logs.FilterPattern;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.MetricFilter;
import software.amazon.awscdk.services.stepfunctions.DefinitionBody;
import software.amazon.awscdk.services.stepfunctions.LogLevel;
import software.amazon.awscdk.services.stepfunctions.LogOptions;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.constructs.Construct;

/**
 * The state machines of a round and of a training: the definitions of statemachine/ with their
 * placeholders filled in.
 *
 * <p>Their names are fixed, so that roles can name them before they exist. They have no timeout:
 * every state of a round has its own, and a training is as long as its rounds.
 */
final class Machines extends Construct {

  /** The metric of executions that failed, which CloudWatch counts in the logs. */
  static final String FAILURES = "ExecutionsFailed";

  /**
   * Execution ends that need attention. An execution that an operator stopped is ExecutionAborted
   * and not counted.
   */
  private static final String FAILED =
      "{ ($.type = \"ExecutionTimedOut\") || (($.type = \"ExecutionFailed\")"
          + " && ($.details.error != \"RoundAbandoned\")"
          + " && ($.details.error != \"RoundRunsElsewhere\")) }";

  private final StateMachine round;
  private final StateMachine training;

  Machines(
      Construct scope,
      Settings settings,
      Target target,
      Functions functions,
      String trainingDefinition) {
    super(scope, "Machines");
    String partition = Stack.of(this).getPartition();
    Map<String, String> arns = new TreeMap<>(Map.of("Partition", partition));
    for (Step step : Step.values()) {
      if (step != Step.FOLD_UPDATES) {
        arns.put(step.title() + "Function", functions.called(step).getFunctionArn());
      }
    }
    String definition =
        PartConcurrency.atMost(
            settings.get(ControlSettings.PART_CONCURRENCY), target.roundMachine());
    round = machine("Round", settings, definition, arns, callFunctions(functions, settings));
    String roundArn = arn(this, "stateMachine", "Round");
    String trainingArn = arn(this, "stateMachine", "Training");
    training =
        machine(
            "Training",
            settings,
            trainingDefinition,
            Map.of(
                "Partition",
                partition,
                "RoundStateMachine",
                roundArn,
                "TrainingStateMachine",
                trainingArn),
            runRounds(roundArn, trainingArn));
    training.getNode().addDependency(round);
  }

  StateMachine round() {
    return round;
  }

  StateMachine training() {
    return training;
  }

  /**
   * Executions that failed for another reason than an abandoned round or a round that another
   * execution owns. They are counted from the logs, because the metric of Step Functions counts
   * those too.
   */
  IMetric failures(Duration period) {
    return Metric.Builder.create()
        .namespace(Stack.of(this).getStackName())
        .metricName(FAILURES)
        .statistic("Sum")
        .period(period)
        .build();
  }

  /** The ARN of a state machine, or a pattern of its executions, before it exists. */
  static String arn(Construct scope, String kind, String machine) {
    Stack stack = Stack.of(scope);
    String suffix = kind.equals("execution") ? ":*" : "";
    return "arn:%s:states:%s:%s:%s:%s%s"
        .formatted(
            stack.getPartition(),
            stack.getRegion(),
            stack.getAccount(),
            kind,
            name(scope, machine),
            suffix);
  }

  private static String name(Construct scope, String machine) {
    return Stack.of(scope).getStackName() + "-" + machine;
  }

  private StateMachine machine(
      String name,
      Settings settings,
      String definition,
      Map<String, String> substitutions,
      List<PolicyStatement> policy) {
    LogGroup logGroup =
        LogGroup.Builder.create(this, name + "Logs")
            // With any other prefix, the log grants of Step Functions can exceed a size limit.
            .logGroupName("/aws/vendedlogs/states/" + name(this, name))
            .retention(Retention.of(settings.get(ControlSettings.LOG_RETENTION_DAYS)))
            .removalPolicy(RemovalPolicy.DESTROY)
            .build();
    MetricFilter.Builder.create(this, name + "Failures")
        .logGroup(logGroup)
        .filterPattern(FilterPattern.literal(FAILED))
        .metricNamespace(Stack.of(this).getStackName())
        .metricName(FAILURES)
        .metricValue("1")
        .build();
    StateMachine machine =
        StateMachine.Builder.create(this, name)
            .stateMachineName(name(this, name))
            .definitionBody(DefinitionBody.fromString(definition))
            .definitionSubstitutions(substitutions)
            .role(role(name, policy))
            .tracingEnabled(true)
            .logs(
                LogOptions.builder()
                    .destination(logGroup)
                    // Errors only: the history of an execution has all events for 90 days.
                    .level(LogLevel.ERROR)
                    .includeExecutionData(true)
                    .build())
            .build();
    Accepted.rule(
            "AwsSolutions-SF1",
            "Errors are logged. All events are in an execution's history for 90 days, at no charge;"
                + " logging them too would cost more than the transitions.")
        .on(machine);
    return machine;
  }

  private IRole role(String name, List<PolicyStatement> policy) {
    List<PolicyStatement> statements = new ArrayList<>(policy);
    statements.add(
        PolicyStatement.Builder.create()
            .sid("DeliverLogs")
            .actions(
                List.of(
                    "logs:CreateLogDelivery",
                    "logs:GetLogDelivery",
                    "logs:UpdateLogDelivery",
                    "logs:DeleteLogDelivery",
                    "logs:ListLogDeliveries",
                    "logs:PutResourcePolicy",
                    "logs:DescribeResourcePolicies",
                    "logs:DescribeLogGroups"))
            .resources(List.of("*"))
            .build());
    statements.add(
        PolicyStatement.Builder.create()
            .sid("Trace")
            .actions(
                List.of(
                    "xray:PutTraceSegments",
                    "xray:PutTelemetryRecords",
                    "xray:GetSamplingRules",
                    "xray:GetSamplingTargets"))
            .resources(List.of("*"))
            .build());
    Role role =
        Role.Builder.create(this, name + "Role")
            .description("Permissions of Rondo's state machine " + name)
            .assumedBy(new ServicePrincipal("states.amazonaws.com"))
            .inlinePolicies(
                Map.of(name, PolicyDocument.Builder.create().statements(statements).build()))
            .build();
    Wildcards.accepted().on(role);
    return role.withoutPolicyUpdates();
  }

  private static List<PolicyStatement> callFunctions(Functions functions, Settings settings) {
    List<PolicyStatement> calls = new ArrayList<>();
    calls.add(
        PolicyStatement.Builder.create()
            .sid("CallSteps")
            .actions(List.of("lambda:InvokeFunction"))
            .resources(
                Arrays.stream(Step.values())
                    .filter(step -> step != Step.FOLD_UPDATES)
                    .map(step -> functions.called(step).getFunctionArn())
                    .toList())
            .build());
    settings
        .get(ControlSettings.HELPER_FUNCTION_ARN)
        .ifPresent(
            arn ->
                calls.add(
                    PolicyStatement.Builder.create()
                        .sid("CallHelper")
                        .actions(List.of("lambda:InvokeFunction"))
                        .resources(List.of(arn))
                        .build()));
    return calls;
  }

  private List<PolicyStatement> runRounds(String roundArn, String trainingArn) {
    Stack stack = Stack.of(this);
    return List.of(
        PolicyStatement.Builder.create()
            .sid("StartRoundsAndContinuation")
            .actions(List.of("states:StartExecution"))
            .resources(List.of(roundArn, trainingArn))
            .build(),
        PolicyStatement.Builder.create()
            .sid("WaitForRounds")
            .actions(List.of("states:DescribeExecution", "states:StopExecution"))
            .resources(List.of(arn(this, "execution", "Round")))
            .build(),
        PolicyStatement.Builder.create()
            .sid("HearOfRounds")
            .actions(List.of("events:PutTargets", "events:PutRule", "events:DescribeRule"))
            .resources(
                List.of(
                    "arn:%s:events:%s:%s:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule"
                        .formatted(stack.getPartition(), stack.getRegion(), stack.getAccount())))
            .build());
  }
}
