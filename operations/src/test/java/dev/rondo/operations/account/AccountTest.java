package dev.rondo.operations.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.rondo.aws.AwsClients;
import dev.rondo.aws.AwsException;
import dev.rondo.aws.testing.CannedAws;
import dev.rondo.operations.account.FunctionState.Snapshot;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccountTest {

  private static final String BLOCKED =
      """
      <PublicAccessBlockConfiguration>
        <BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls>
        <BlockPublicPolicy>true</BlockPublicPolicy>
        <RestrictPublicBuckets>%s</RestrictPublicBuckets>
      </PublicAccessBlockConfiguration>\
      """;

  private CannedAws service;
  private AwsClients clients;
  private Account account;

  @BeforeEach
  void start() throws IOException {
    service = new CannedAws();
    clients = AwsClients.at(service.endpoint(), "us-east-1", "test", "test");
    account = new AwsAccount(clients);
  }

  @AfterEach
  void stop() {
    clients.close();
    service.close();
  }

  @Test
  void aBucketIsPrivateWhenAllFourBlocksAreOnAndNoPolicyOpensIt() {
    service
        .answer(200, BLOCKED.formatted("true"))
        .answer(404, "<Error><Code>NoSuchBucketPolicy</Code></Error>");

    assertThat(account.privacy("bucket")).isEqualTo(new BucketPrivacy(true, false));
  }

  @Test
  void oneBlockThatIsOffOpensIt() {
    service
        .answer(200, BLOCKED.formatted("false"))
        .answer(200, "<PolicyStatus><IsPublic>true</IsPublic></PolicyStatus>");

    assertThat(account.privacy("bucket")).isEqualTo(new BucketPrivacy(false, true));
  }

  @Test
  void aBucketWithoutBlocksIsOpenToThem() {
    service
        .answer(404, "<Error><Code>NoSuchPublicAccessBlockConfiguration</Code></Error>")
        .answer(200, "<PolicyStatus/>");

    assertThat(account.privacy("bucket")).isEqualTo(new BucketPrivacy(false, false));
  }

  @Test
  void aFunctionOfAnotherAccountIsAsked() {
    String function = "arn:aws:lambda:us-east-1:444455556666:function:helper:live";
    service.answer(200, "{\"clients\":3}");

    assertThat(account.ask(function, JsonNodeFactory.instance.objectNode().put("check", true)))
        .isEqualTo(JsonNodeFactory.instance.objectNode().put("clients", 3));
    assertThat(service.requests())
        .singleElement()
        .asString()
        .contains("444455556666", "{\"check\":true}");
  }

  @Test
  void aFunctionThatMayNotBeCalledIsSaid() {
    service.answer(403, "{\"__type\":\"AccessDeniedException\",\"Message\":\"no\"}");

    assertThatThrownBy(() -> account.ask("helper", JsonNodeFactory.instance.objectNode()))
        .isInstanceOf(AwsException.class)
        .hasMessageContaining("Cannot call function helper");
  }

  @Test
  void theKeyOfABucketIsTheCustomersAndNotThatOfS3() {
    String rule =
        "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault>%s"
            + "</ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>";
    service
        .answer(
            200,
            rule.formatted(
                "<SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>arn:key</KMSMasterKeyID>"))
        .answer(200, rule.formatted("<SSEAlgorithm>AES256</SSEAlgorithm>"))
        .answer(404, "<Error><Code>ServerSideEncryptionConfigurationNotFoundError</Code></Error>");

    assertThat(account.key("bucket")).contains("arn:key");
    assertThat(account.key("bucket")).isEmpty();
    assertThat(account.key("bucket")).isEmpty();
  }

  @Test
  void kmsTellsTheStateOfAKey() {
    service
        .answer(200, "{\"KeyMetadata\":{\"KeyId\":\"1\",\"KeyState\":\"Enabled\"}}")
        .answer(
            200,
            "{\"KeyMetadata\":{\"KeyId\":\"1\",\"KeyState\":\"PendingDeletion\",\"DeletionDate\":1767225600}}")
        .answer(400, "{\"__type\":\"NotFoundException\",\"message\":\"no\"}");

    assertThat(account.keyState("arn:key")).contains(new KeyState("Enabled", Optional.empty()));
    assertThat(account.keyState("arn:key"))
        .contains(
            new KeyState("PendingDeletion", Optional.of(Instant.parse("2026-01-01T00:00:00Z"))));
    assertThat(account.keyState("arn:key")).isEmpty();
  }

  @Test
  void lambdaTellsItsQuotas() {
    service.answer(
        200,
        "{\"AccountLimit\":{\"ConcurrentExecutions\":10,\"UnreservedConcurrentExecutions\":8}}");

    assertThat(account.concurrency()).isEqualTo(new Concurrency(10, 8));
  }

  @Test
  void lambdaTellsTheStateOfAFunctionAndHowManyWorkersAQueueMayStart() {
    service
        .answer(200, "{\"State\":\"Failed\",\"StateReason\":\"no image\"}")
        .answer(
            200,
            "{\"EventSourceMappings\":[{\"UUID\":\"1\",\"ScalingConfig\":{\"MaximumConcurrency\":7}}]}")
        .answer(200, "{\"EventSourceMappings\":[{\"UUID\":\"1\"}]}");

    assertThat(account.function("fold", Optional.empty()))
        .isEqualTo(new FunctionState("Failed", Optional.of("no image"), Snapshot.NOT_WANTED));
    assertThat(account.largestConcurrency("fold", Optional.empty())).hasValue(7);
    assertThat(account.largestConcurrency("fold", Optional.empty())).isEmpty();
  }

  @Test
  void theVersionOfAnAliasTellsWhetherItHasASnapshot() {
    String state =
        "{\"State\":\"%s\",\"SnapStart\":{\"ApplyOn\":\"PublishedVersions\",\"OptimizationStatus\":\"%s\"}}";
    service
        .answer(200, state.formatted("Active", "On"))
        .answer(200, state.formatted("Inactive", "Off"));

    assertThat(account.function("fold", Optional.of("live")).snapshot()).isEqualTo(Snapshot.TAKEN);
    assertThat(account.function("fold", Optional.of("live")))
        .isEqualTo(new FunctionState("Inactive", Optional.empty(), Snapshot.MISSING));
    assertThat(service.requests())
        .allMatch(request -> request.contains("/functions/fold/configuration?Qualifier=live"));
  }

  @Test
  void theEventSourcesOfAnAliasAreItsOwn() {
    service.answer(
        200,
        "{\"EventSourceMappings\":[{\"UUID\":\"1\",\"ScalingConfig\":{\"MaximumConcurrency\":7}}]}");

    assertThat(account.largestConcurrency("fold", Optional.of("live"))).hasValue(7);
    assertThat(service.requests())
        .singleElement()
        .asString()
        .matches(".*FunctionName=fold(:|%3A)live.*");
  }

  @Test
  void aQueueTellsWhatWaitsAndWhatIsHeld() {
    service.answer(
        200,
        "{\"Attributes\":{\"QueueArn\":\"arn:q\",\"ApproximateNumberOfMessages\":\"3\","
            + "\"ApproximateNumberOfMessagesNotVisible\":\"2\"}}");

    assertThat(account.depth("http://queue")).isEqualTo(new QueueDepth("arn:q", 3, 2));
  }

  @Test
  void theCallersIdentityIsReturned() {
    service.answer(
        200,
        """
        <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
          <GetCallerIdentityResult>
            <Arn>arn:aws:iam::123456789012:user/me</Arn><UserId>me</UserId>
            <Account>123456789012</Account>
          </GetCallerIdentityResult>
        </GetCallerIdentityResponse>\
        """);

    assertThat(account.identity())
        .isEqualTo(new Identity("123456789012", "arn:aws:iam::123456789012:user/me", "us-east-1"));
  }

  @Test
  void whatIsRefusedSaysWhatWasAsked() {
    service.answer(400, "{\"__type\":\"InvalidParameterValueException\",\"message\":\"no\"}");

    assertThatThrownBy(() -> account.function("fold", Optional.of("live")))
        .isInstanceOf(AwsException.class)
        .hasMessageStartingWith("Cannot get the state of function fold:live: ");
  }
}
