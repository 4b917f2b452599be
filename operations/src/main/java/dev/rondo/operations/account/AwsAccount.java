package dev.rondo.operations.account;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.aws.AwsAnswers;
import dev.rondo.aws.AwsClients;
import dev.rondo.aws.AwsException;
import dev.rondo.protocol.json.Json;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.NotFoundException;
import software.amazon.awssdk.services.lambda.model.AccountLimit;
import software.amazon.awssdk.services.lambda.model.EventSourceMappingConfiguration;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.SnapStartApplyOn;
import software.amazon.awssdk.services.lambda.model.SnapStartOptimizationStatus;
import software.amazon.awssdk.services.lambda.model.SnapStartResponse;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionByDefault;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/** An account read through the AWS SDK. */
public final class AwsAccount implements Account {

  private final AwsClients clients;

  public AwsAccount(AwsClients clients) {
    this.clients = clients;
  }

  @Override
  public Identity identity() {
    return ask(
        "Cannot get the caller identity",
        () -> {
          GetCallerIdentityResponse found = clients.sts().getCallerIdentity();
          return new Identity(
              found.account(),
              found.arn(),
              clients.sts().serviceClientConfiguration().region().id());
        });
  }

  @Override
  public Optional<StackOutputs> stack(String name) {
    return StackOutputs.find(clients.cloudFormation(), name);
  }

  @Override
  public BucketPrivacy privacy(String bucket) {
    return ask(
        "Cannot get the access settings of bucket " + bucket,
        () -> new BucketPrivacy(isBlocked(bucket), hasPublicPolicy(bucket)));
  }

  private boolean isBlocked(String bucket) {
    try {
      PublicAccessBlockConfiguration block =
          clients.s3().getPublicAccessBlock(b -> b.bucket(bucket)).publicAccessBlockConfiguration();
      return Boolean.TRUE.equals(block.blockPublicAcls())
          && Boolean.TRUE.equals(block.blockPublicPolicy())
          && Boolean.TRUE.equals(block.ignorePublicAcls())
          && Boolean.TRUE.equals(block.restrictPublicBuckets());
    } catch (SdkException e) {
      if (AwsAnswers.isCode(e, "NoSuchPublicAccessBlockConfiguration")) {
        return false;
      }
      throw e;
    }
  }

  private boolean hasPublicPolicy(String bucket) {
    try {
      return Boolean.TRUE.equals(
          clients.s3().getBucketPolicyStatus(b -> b.bucket(bucket)).policyStatus().isPublic());
    } catch (SdkException e) {
      if (AwsAnswers.isCode(e, "NoSuchBucketPolicy")) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public Optional<String> key(String bucket) {
    return ask(
        "Cannot get the encryption of bucket " + bucket,
        () -> {
          try {
            return clients
                .s3()
                .getBucketEncryption(b -> b.bucket(bucket))
                .serverSideEncryptionConfiguration()
                .rules()
                .stream()
                .map(ServerSideEncryptionRule::applyServerSideEncryptionByDefault)
                .filter(Objects::nonNull)
                .map(ServerSideEncryptionByDefault::kmsMasterKeyID)
                .filter(Objects::nonNull)
                .findFirst();
          } catch (SdkException e) {
            if (AwsAnswers.isCode(e, "ServerSideEncryptionConfigurationNotFoundError")) {
              return Optional.<String>empty();
            }
            throw e;
          }
        });
  }

  @Override
  public Optional<KeyState> keyState(String key) {
    return ask(
        "Cannot describe KMS key " + key,
        () -> {
          try {
            KeyMetadata found = clients.kms().describeKey(b -> b.keyId(key)).keyMetadata();
            return Optional.of(
                new KeyState(found.keyStateAsString(), Optional.ofNullable(found.deletionDate())));
          } catch (NotFoundException e) {
            return Optional.<KeyState>empty();
          }
        });
  }

  @Override
  public Concurrency concurrency() {
    return ask(
        "Cannot get the Lambda quotas",
        () -> {
          AccountLimit limit = clients.lambda().getAccountSettings().accountLimit();
          return new Concurrency(
              limit.concurrentExecutions(), limit.unreservedConcurrentExecutions());
        });
  }

  @Override
  public FunctionState function(String name, Optional<String> alias) {
    return ask(
        "Cannot get the state of function " + qualified(name, alias),
        () -> {
          GetFunctionConfigurationResponse found =
              clients
                  .lambda()
                  .getFunctionConfiguration(
                      b -> {
                        b.functionName(name);
                        alias.ifPresent(b::qualifier);
                      });
          return new FunctionState(
              Optional.ofNullable(found.stateAsString()).orElse("Active"),
              Optional.ofNullable(found.stateReason()),
              Optional.ofNullable(found.snapStart())
                  .map(AwsAccount::snapshot)
                  .orElse(FunctionState.Snapshot.NOT_WANTED));
        });
  }

  private static FunctionState.Snapshot snapshot(SnapStartResponse found) {
    if (found.applyOn() != SnapStartApplyOn.PUBLISHED_VERSIONS) {
      return FunctionState.Snapshot.NOT_WANTED;
    }
    return found.optimizationStatus() == SnapStartOptimizationStatus.ON
        ? FunctionState.Snapshot.TAKEN
        : FunctionState.Snapshot.MISSING;
  }

  /** An alias has its own event sources. */
  private static String qualified(String function, Optional<String> alias) {
    return function + alias.map(name -> ":" + name).orElse("");
  }

  @Override
  public OptionalInt largestConcurrency(String function, Optional<String> alias) {
    String started = qualified(function, alias);
    return ask(
        "Cannot list the event sources of function " + started,
        () ->
            clients
                .lambda()
                .listEventSourceMappings(b -> b.functionName(started))
                .eventSourceMappings()
                .stream()
                .map(EventSourceMappingConfiguration::scalingConfig)
                .filter(scaling -> scaling != null && scaling.maximumConcurrency() != null)
                .mapToInt(scaling -> scaling.maximumConcurrency())
                .max());
  }

  @Override
  public JsonNode ask(String function, JsonNode question) {
    String what = "Cannot call function " + function;
    InvokeResponse answer =
        ask(
            what,
            () ->
                clients
                    .lambda()
                    .invoke(
                        b ->
                            b.functionName(function)
                                .payload(SdkBytes.fromByteArray(Json.bytes(question)))));
    JsonNode body = Json.parse(answer.payload().asByteArray(), JsonNode.class, "The answer");
    if (answer.functionError() != null) {
      throw new AwsException(
          what + ": it failed: " + body.path("errorMessage").asText(body.toString()));
    }
    return body;
  }

  @Override
  public QueueDepth depth(String queueUrl) {
    return ask(
        "Cannot get the depth of queue " + queueUrl,
        () -> {
          Map<QueueAttributeName, String> found =
              clients
                  .sqs()
                  .getQueueAttributes(
                      b ->
                          b.queueUrl(queueUrl)
                              .attributeNames(
                                  QueueAttributeName.QUEUE_ARN,
                                  QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                  QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                  .attributes();
          return new QueueDepth(
              found.getOrDefault(QueueAttributeName.QUEUE_ARN, queueUrl),
              number(found, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES),
              number(found, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE));
        });
  }

  private static int number(Map<QueueAttributeName, String> found, QueueAttributeName name) {
    return Integer.parseInt(found.getOrDefault(name, "0"));
  }

  private static <T> T ask(String what, Supplier<T> question) {
    try {
      return question.get();
    } catch (SdkException e) {
      throw new AwsException(what, e);
    }
  }
}
