package dev.rondo.cdk.control;

import dev.rondo.cdk.settings.ControlSettings;
import dev.rondo.cdk.settings.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Size;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.EventSourceMapping;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.IFunction;
import software.amazon.awscdk.services.lambda.Tracing;
import software.amazon.awscdk.services.logs.LogGroup;
import software.constructs.Construct;

/** One Lambda function for each step, each with its own role and log group. */
final class Functions extends Construct {

  private static final int SMALL_MB = 1024;

  /** Memory that the choice of model parts assumes, see {@code dev.rondo.rounds.scale.Memory}. */
  private static final int PART_MB = 1024;

  /** Lambda gives a whole CPU for each 1,769 MB. */
  private static final int MB_OF_TWO_CPUS = 2 * 1769;

  private final Settings settings;
  private final Target target;
  private final StoreKey storeKey;
  private final Optional<FunctionNetwork> network;
  private final Map<Step, Function> functions = new EnumMap<>(Step.class);
  private final Map<Step, IFunction> called = new EnumMap<>(Step.class);
  private final Map<Step, LogGroup> logs = new EnumMap<>(Step.class);

  Functions(
      Construct scope,
      Settings settings,
      Target target,
      Store store,
      Queues queues,
      String metricsNamespace,
      StepPolicies policies,
      StoreKey storeKey) {
    super(scope, "Functions");
    this.settings = settings;
    this.target = target;
    this.storeKey = storeKey;
    this.network =
        settings
            .get(ControlSettings.FUNCTIONS_VPC_ID)
            .map(id -> new FunctionNetwork(this, settings, id));
    for (Step step : Step.values()) {
      Map<String, String> environment = new HashMap<>();
      environment.put("RONDO_BUCKET", store.bucket().getBucketName());
      environment.put("RONDO_METRICS_NAMESPACE", metricsNamespace);
      if (step == Step.OPEN_ROUND) {
        environment.put("RONDO_TASK_QUEUE_URL", queues.tasks().getQueueUrl());
      }
      if (step == Step.EVALUATE && memory(step) < MB_OF_TWO_CPUS) {
        // BLAS starts one thread for each CPU that it sees, which is more than the function's
        // share, and waits for all of them.
        environment.put("OMP_NUM_THREADS", "1");
        environment.put("OPENBLAS_NUM_THREADS", "1");
      }
      add(step, environment, policies.of(step));
    }
    EventSourceMapping.Builder.create(this, "Events")
        .target(called(Step.FOLD_UPDATES))
        .eventSourceArn(queues.updates().getQueueArn())
        .batchSize(settings.get(ControlSettings.FOLD_BATCH_SIZE))
        .maxBatchingWindow(
            Duration.seconds(settings.get(ControlSettings.FOLD_BATCH_WINDOW_SECONDS)))
        .maxConcurrency(settings.get(ControlSettings.FOLD_CONCURRENCY))
        .reportBatchItemFailures(true)
        .build();
  }

  Function function(Step step) {
    return Objects.requireNonNull(functions.get(step));
  }

  /** The function or alias that callers use. */
  IFunction called(Step step) {
    return Objects.requireNonNull(called.get(step));
  }

  LogGroup logs(Step step) {
    return Objects.requireNonNull(logs.get(step));
  }

  /** The names of all log groups, in the order of the steps. */
  List<String> logGroupNames() {
    return Arrays.stream(Step.values()).map(step -> logs(step).getLogGroupName()).toList();
  }

  private void add(Step step, Map<String, String> environment, List<PolicyStatement> policy) {
    LogGroup logGroup =
        LogGroup.Builder.create(this, step.title() + "Logs")
            .retention(Retention.of(settings.get(ControlSettings.LOG_RETENTION_DAYS)))
            .removalPolicy(RemovalPolicy.DESTROY)
            .build();
    Function.Builder builder =
        Function.Builder.create(this, step.title())
            .description("Rondo: " + step.title())
            .handler(step.handler())
            .timeout(Duration.seconds(step.timeoutSeconds()))
            .memorySize(memory(step))
            .environment(environment)
            .logGroup(logGroup)
            .tracing(Tracing.ACTIVE)
            .role(role(step, logGroup, policy).withoutPolicyUpdates());
    if (step == Step.EVALUATE) {
      builder.ephemeralStorageSize(Size.mebibytes(settings.get(ControlSettings.EVALUATE_TMP_MB)));
    }
    network.ifPresent(there -> there.attach(builder));
    target.pack(step.functionPackage(), builder);
    Function function = builder.build();
    functions.put(step, function);
    called.put(step, target.called(step.functionPackage(), function));
    logs.put(step, logGroup);
  }

  /** The memory of a step's function in MB. */
  int memory(Step step) {
    return switch (step) {
      case FOLD_UPDATES -> settings.get(ControlSettings.FOLD_MEMORY_MB);
      case AGGREGATE -> settings.get(ControlSettings.AGGREGATE_MEMORY_MB);
      case FOLD_PART -> PART_MB;
      case EVALUATE -> settings.get(ControlSettings.EVALUATE_MEMORY_MB);
      case OPEN_ROUND, AWAIT_QUORUM, CLOSE_ROUND -> SMALL_MB;
    };
  }

  private Role role(Step step, LogGroup logGroup, List<PolicyStatement> policy) {
    List<PolicyStatement> statements = new ArrayList<>(policy);
    statements.add(
        PolicyStatement.Builder.create()
            .sid("Log")
            .actions(List.of("logs:CreateLogStream", "logs:PutLogEvents"))
            .resources(List.of(logGroup.getLogGroupArn()))
            .build());
    statements.add(Tracer.statement());
    statements.addAll(storeKey.statements());
    network.ifPresent(there -> statements.addAll(there.statements()));
    Role role =
        Role.Builder.create(this, step.title() + "Role")
            .description("Permissions of Rondo's step " + step.title())
            .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
            .inlinePolicies(
                Map.of(
                    step.title(), PolicyDocument.Builder.create().statements(statements).build()))
            .build();
    Wildcards.accepted().on(role);
    return role;
  }
}
