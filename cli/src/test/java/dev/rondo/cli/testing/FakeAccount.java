package dev.rondo.cli.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.aws.AwsException;
import dev.rondo.operations.account.Account;
import dev.rondo.operations.account.BucketPrivacy;
import dev.rondo.operations.account.Concurrency;
import dev.rondo.operations.account.FunctionState;
import dev.rondo.operations.account.Identity;
import dev.rondo.operations.account.KeyState;
import dev.rondo.operations.account.QueueDepth;
import dev.rondo.operations.account.StackOutputs;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** An account in which all is well until a test says otherwise. */
public final class FakeAccount implements Account {

  private static final String ALIAS = "live";

  /** Of the helper, in another account. */
  public static final String HELPER_FUNCTION = "arn:helper";

  public String stackStatus = "UPDATE_COMPLETE";
  public boolean credentials = true;
  public boolean lambdaAnswers = true;
  public BucketPrivacy privacy = new BucketPrivacy(true, false);
  public Concurrency concurrency = new Concurrency(1000, 1000);
  public FunctionState function =
      new FunctionState("Active", Optional.empty(), FunctionState.Snapshot.TAKEN);

  /** The function FoldPart. */
  public FunctionState part =
      new FunctionState("Active", Optional.empty(), FunctionState.Snapshot.TAKEN);

  /** The customer's key of the bucket. */
  public Optional<String> key = Optional.empty();

  /** What a request to KMS is answered with, if it is refused. */
  public Optional<AwsException> denied = Optional.empty();

  public Optional<KeyState> keyState = Optional.of(new KeyState("Enabled", Optional.empty()));

  /** The client stacks by name. */
  public final Map<String, StackOutputs> clients = new HashMap<>();

  public final Map<String, Integer> waiting = new HashMap<>();

  @Override
  public Identity identity() {
    if (!credentials) {
      throw new AwsException("There are no credentials");
    }
    return new Identity("123456789012", "arn:aws:iam::123456789012:user/me", "eu-west-1");
  }

  @Override
  public Optional<StackOutputs> stack(String name) {
    if (!name.equals(FakeStack.NAME)) {
      return Optional.ofNullable(clients.get(name));
    }
    Map<String, String> outputs =
        new HashMap<>(
            Map.of(
                "BucketName", FakeStack.BUCKET,
                "TaskQueueUrl", "tasks",
                "UpdateQueueUrl", "updates",
                "UpdateDeadLetterQueueUrl", "dead",
                "RoundStateMachineArn", "rounds",
                "TrainingStateMachineArn", "trainings",
                "FoldUpdatesFunctionName", "fold",
                "FoldUpdatesFunctionAlias", ALIAS,
                "FoldPartFunctionName", "part",
                "FoldPartFunctionAlias", ALIAS));
    if (hasHelper) {
      outputs.put("HelperFunctionArn", HELPER_FUNCTION);
    }
    return Optional.of(new StackOutputs(name, stackStatus, outputs));
  }

  @Override
  public BucketPrivacy privacy(String bucket) {
    return privacy;
  }

  @Override
  public Optional<String> key(String bucket) {
    return key;
  }

  @Override
  public Optional<KeyState> keyState(String arn) {
    if (denied.isPresent()) {
      throw denied.get();
    }
    return keyState;
  }

  @Override
  public Concurrency concurrency() {
    if (!lambdaAnswers) {
      throw new AwsException("Cannot get the Lambda quotas: Lambda answered 503");
    }
    return concurrency;
  }

  @Override
  public FunctionState function(String name, Optional<String> alias) {
    assertThat(alias).as("its rounds call an alias").contains(ALIAS);
    return name.equals("part") ? part : function;
  }

  @Override
  public OptionalInt largestConcurrency(String function, Optional<String> alias) {
    assertThat(alias).as("its queue starts an alias").contains(ALIAS);
    return OptionalInt.of(10);
  }

  /** Whether the control stack names a helper. */
  public boolean hasHelper;

  /** What the helper's function answers. */
  public Optional<JsonNode> helper = Optional.empty();

  @Override
  public JsonNode ask(String name, JsonNode question) {
    assertThat(name).isEqualTo(HELPER_FUNCTION);
    assertThat(question.toString()).isEqualTo("{\"check\":true}");
    return helper.orElseThrow(() -> new AwsException("Cannot call function: AccessDenied"));
  }

  @Override
  public QueueDepth depth(String queueUrl) {
    return new QueueDepth("arn:" + queueUrl, waiting.getOrDefault(queueUrl, 0), 0);
  }
}
