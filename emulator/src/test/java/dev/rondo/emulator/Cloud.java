package dev.rondo.emulator;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.aws.AwsClients;
import dev.rondo.aws.store.S3ObjectStore;
import dev.rondo.aws.testing.Emulator;
import dev.rondo.aws.testing.LocalAws;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** The control stack, deployed by the CDK command to an emulator of AWS. */
final class Cloud implements AutoCloseable {

  /** The project's folder. */
  static final Path HOME = Path.of(System.getProperty("rondo.home", "..")).toAbsolutePath();

  /** The stack's name. */
  static final String STACK = "RondoControl";

  private final LocalAws aws;
  private final Path work;
  private final JsonNode outputs;
  private int commands;

  private Cloud(LocalAws aws, Path work, JsonNode outputs) {
    this.aws = aws;
    this.work = work;
    this.outputs = outputs;
  }

  /**
   * Bootstraps the emulator and deploys the control stack to it.
   *
   * @param context for the infrastructure code
   */
  static Cloud deploy(LocalAws aws, Path work, String... context) {
    Path outputs = work.resolve("outputs.json");
    Cdk cdk = new Cdk(environment(aws, work), work);
    cdk.bootstrap();
    cdk.deploy(STACK, outputs, context);
    return deployed(aws, work, outputs);
  }

  /**
   * Deploys a stack to the same emulator, the control stack again or one beside it.
   *
   * @param context for the infrastructure code
   * @return its outputs
   */
  JsonNode deploy(String stack, String... context) {
    Path file = work.resolve("outputs-" + stack + ".json");
    cdk().deploy(stack, file, context);
    return read(file).path(stack);
  }

  /**
   * A control stack that was deployed before.
   *
   * @param outputs the file that {@code cdk deploy --outputs-file} has written
   */
  static Cloud deployed(LocalAws aws, Path work, Path outputs) {
    return new Cloud(aws, work, read(outputs).path(STACK));
  }

  /** The command that has deployed the stack. */
  Cdk cdk() {
    return new Cdk(environment(), work);
  }

  private static JsonNode read(Path file) {
    try {
      return Json.parse(Files.readAllBytes(file), JsonNode.class, file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An output of the stack. */
  String output(String name) {
    JsonNode value = outputs.path(name);
    if (!value.isTextual()) {
      throw new IllegalStateException("The stack has no output " + name + ": " + outputs);
    }
    return value.asText();
  }

  String taskQueueArn() {
    String arn =
        clients()
            .sqs()
            .getQueueAttributes(
                request ->
                    request
                        .queueUrl(output("TaskQueueUrl"))
                        .attributeNames(QueueAttributeName.QUEUE_ARN))
            .attributes()
            .get(QueueAttributeName.QUEUE_ARN);
    return Objects.requireNonNull(arn, "Every queue has an ARN");
  }

  /** MiniStack; not for a stack on LocalStack. */
  Emulator emulator() {
    return (Emulator) aws;
  }

  AwsClients clients() {
    return aws.clients();
  }

  ObjectStore store() {
    return new S3ObjectStore(clients().s3(), output("BucketName"));
  }

  Documents documents() {
    return new Documents(store());
  }

  /** A folder of its own for a process. */
  Path folder(String name) {
    try {
      return Files.createDirectories(work.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs the rondo command on the stack and returns what it printed. */
  String rondo(String... arguments) {
    return rondo(List.of("--stack", STACK), arguments);
  }

  /**
   * Runs the rondo command and returns what it printed.
   *
   * @param stack the option that names the stack, if it needs one
   */
  String rondo(List<String> stack, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(HOME.resolve("rondo").toString());
    command.addAll(Arrays.asList(arguments));
    command.addAll(stack);
    Path output = work.resolve("rondo-" + commands++ + ".log");
    return Child.run(work, environment(), output, command);
  }

  /** Runs the rondo command with {@code --json} and returns its document. */
  JsonNode rondoJson(String... arguments) {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.add("--json");
    String text = rondo(all.toArray(String[]::new));
    int begin = text.indexOf('{');
    int list = text.indexOf('[');
    String document = text.substring(begin < 0 || (list >= 0 && list < begin) ? list : begin);
    return Json.parse(document, JsonNode.class, "rondo");
  }

  /**
   * Starts an execution of the round machine, as {@code aws stepfunctions start-execution} does.
   */
  String startRound(String job, int round, String name) {
    ObjectNode input = JsonNodeFactory.instance.objectNode().put("job", job).put("round", round);
    return start("RoundStateMachineArn", name, input);
  }

  /** Starts an execution of the training machine that runs these rounds. */
  String startTraining(String job, int first, int last) {
    ObjectNode input =
        JsonNodeFactory.instance
            .objectNode()
            .put("job", job)
            .put("first_round", first)
            .put("last_round", last);
    return start("TrainingStateMachineArn", job + "-train", input);
  }

  private String start(String machine, String name, ObjectNode input) {
    return clients()
        .sfn()
        .startExecution(
            request -> request.stateMachineArn(output(machine)).name(name).input(input.toString()))
        .executionArn();
  }

  /** Puts S3's word of an upload into the queue, letter by letter as S3 does, once more. */
  void sayAgain(String key) {
    long size = store().head(key).orElseThrow().size();
    String body =
        """
        {"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"us-east-1",
        "eventTime":"2026-01-01T00:00:00.000Z","eventName":"ObjectCreated:Put",
        "s3":{"s3SchemaVersion":"1.0","configurationId":"updates",
        "bucket":{"name":"%s","arn":"arn:aws:s3:::%s"},
        "object":{"key":"%s","size":%d,"eTag":"0","sequencer":"0"}}}]}\
        """
            .formatted(
                output("BucketName"),
                output("BucketName"),
                URLEncoder.encode(key, StandardCharsets.UTF_8),
                size);
    clients()
        .sqs()
        .sendMessage(request -> request.queueUrl(output("UpdateQueueUrl")).messageBody(body));
  }

  /** Runs a program in Python, which finds the emulator, and returns what it printed. */
  String python(String program) {
    Path output = work.resolve("python-" + commands++ + ".log");
    return Child.run(work, environment(), output, List.of("python3", "-c", program));
  }

  /** Waits for an execution's end and returns its status. */
  String outcome(String execution, Duration atMost) {
    return await("the end of " + execution)
        .atMost(atMost)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> describe(execution).statusAsString(), status -> !status.equals("RUNNING"));
  }

  DescribeExecutionResponse describe(String execution) {
    return clients().sfn().describeExecution(request -> request.executionArn(execution));
  }

  /** How an execution stands, for a failed assertion. */
  String inWords(String execution) {
    DescribeExecutionResponse at = describe(execution);
    return at.statusAsString() + " " + at.error() + ": " + at.cause();
  }

  /** How many events of an execution have a type that ends like this. */
  long events(String execution, String type) {
    return clients()
        .sfn()
        .getExecutionHistoryPaginator(request -> request.executionArn(execution))
        .events()
        .stream()
        .filter(event -> event.typeAsString().endsWith(type))
        .count();
  }

  /** A client of a service that only tests ask. */
  <B extends AwsClientBuilder<B, C>, C> C client(B builder) {
    return client(
        builder, StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")));
  }

  /** The same with other rights than root's. */
  <B extends AwsClientBuilder<B, C>, C> C client(B builder, AwsCredentialsProvider credentials) {
    return builder
        .endpointOverride(aws.endpoint())
        .region(Region.of(LocalAws.REGION))
        .credentialsProvider(credentials)
        .build();
  }

  /** What a function has written to its log; the function by its step, as {@code Aggregate}. */
  List<String> log(String step) {
    String group =
        Stream.of(output("FunctionLogGroups").split(","))
            .filter(name -> name.contains(step + "Logs"))
            .findFirst()
            .orElseThrow();
    try (CloudWatchLogsClient logs = client(CloudWatchLogsClient.builder())) {
      return logs.filterLogEventsPaginator(request -> request.logGroupName(group)).events().stream()
          .flatMap(event -> event.message().lines())
          .toList();
    } catch (ResourceNotFoundException e) {
      return List.of(); // It has not run yet.
    }
  }

  /** The metrics of a job that a function has emitted. */
  List<JsonNode> metrics(String step, String job) {
    return log(step).stream()
        .filter(line -> line.startsWith("{") && line.contains("\"_aws\""))
        .map(line -> Json.parse(line, JsonNode.class, "log"))
        .filter(metric -> metric.path("Job").asText().equals(job))
        .toList();
  }

  Map<String, String> environment() {
    return environment(aws, work);
  }

  /** By which processes find it, and their programs. */
  static Map<String, String> environment(LocalAws aws, Path work) {
    Map<String, String> environment = new HashMap<>(aws.environment());
    for (String name : List.of("PATH", "JAVA_HOME", "HOME")) {
      String value = System.getenv(name);
      if (value != null) {
        environment.put(name, value);
      }
    }
    environment.put("CI", "true");
    environment.put("CDK_DISABLE_CLI_TELEMETRY", "true");
    environment.put("RONDO_BUILD", "never"); // For the launchers.
    environment.put("TMPDIR", work.toString());
    return environment;
  }

  /** The Java that runs this test. */
  static String javaCommand() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** Whether there is such a command. */
  static boolean isInstalled(String command) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
  }

  @Override
  public void close() {
    aws.close();
  }
}
