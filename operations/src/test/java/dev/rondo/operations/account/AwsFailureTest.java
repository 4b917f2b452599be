package dev.rondo.operations.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.rondo.aws.AwsClients;
import dev.rondo.aws.store.S3ObjectStore;
import dev.rondo.aws.testing.CannedAws;
import dev.rondo.operations.execution.StepFunctions;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;

class AwsFailureTest {

  private static final String ARN = "arn:aws:states:us-east-1:123456789012:stateMachine:rounds";

  private CannedAws service;
  private AwsClients clients;

  @BeforeEach
  void start() throws IOException {
    service = new CannedAws();
    clients = AwsClients.at(service.endpoint(), "us-east-1", "test", "test");
  }

  @AfterEach
  void stop() {
    clients.close();
    service.close();
  }

  /** What a user is told when Step Functions answers this to a start. */
  private String told(int status, String code, String message) {
    service.answer(status, "{\"__type\":\"%s\",\"message\":\"%s\"}".formatted(code, message));
    Throwable failure =
        catchThrowable(
            () -> new StepFunctions(clients.sfn(), ARN).start("name", NullNode.instance));
    return AwsFailure.explain(failure).orElseThrow();
  }

  @Test
  void anExpiredSessionIsToBeRenewed() {
    assertThat(told(400, "ExpiredTokenException", "The security token included is expired"))
        .startsWith("The AWS session has expired (ExpiredTokenException). Sign in again");
  }

  @Test
  void unknownCredentialsAreToldFromForbiddenOnes() {
    assertThat(told(403, "UnrecognizedClientException", "The security token is invalid"))
        .startsWith("AWS rejects these credentials (UnrecognizedClientException).");
  }

  @Test
  void aDeniedActionIsNamed() {
    String denied =
        told(
            400,
            "AccessDeniedException",
            "User: arn:aws:iam::1:user/me is not authorized to perform: states:StartExecution");

    assertThat(denied)
        .startsWith("AWS denies access: Cannot start execution name of " + ARN)
        .contains("not authorized to perform: states:StartExecution")
        .contains("aws sts get-caller-identity")
        .doesNotContain("\n");
  }

  @Test
  void whatTheStoreSaysOfAForbiddenObjectIsEnough() {
    service.answer(403, "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>");

    Throwable failure =
        catchThrowable(() -> new S3ObjectStore(clients.s3(), "bucket").get("jobs/a/job.json"));

    assertThat(AwsFailure.explain(failure).orElseThrow())
        .startsWith("Cannot read s3://bucket/jobs/a/job.json: S3 answered 403 AccessDenied");
  }

  @Test
  void otherAnswersKeepWhatWasTriedAndTheRequest() {
    assertThat(told(400, "InvalidArn", "Invalid Arn"))
        .startsWith("Cannot start execution name of " + ARN + ": ")
        .contains("InvalidArn");
  }

  @Test
  void aServiceThatCannotBeReachedIsNoFaultOfTheCredentials() {
    try (AwsClients nobody =
        AwsClients.at(URI.create("http://127.0.0.1:1"), "us-east-1", "test", "test")) {
      Throwable failure = catchThrowable(() -> new AwsAccount(nobody).concurrency());

      assertThat(AwsFailure.explain(failure).orElseThrow())
          .startsWith("Cannot connect to AWS: ")
          .contains("AWS_REGION");
    }
  }

  @Test
  void withoutCredentialsTheWaysToGetSomeAreTold() {
    Throwable failure =
        new IllegalStateException(
            SdkClientException.create(
                "Unable to load credentials from any of the providers in the chain"));

    assertThat(AwsFailure.explain(failure).orElseThrow())
        .startsWith("No AWS credentials found. Set AWS_PROFILE");
  }

  @Test
  void ourOwnFailuresAreNotAws() {
    assertThat(AwsFailure.explain(new IllegalStateException("a defect"))).isEmpty();
  }
}
