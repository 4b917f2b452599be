package dev.rondo.emulator;

import dev.rondo.aws.store.S3ObjectStore;
import dev.rondo.protocol.store.ObjectStore;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/** What the role of a function or a state machine may do. */
final class AssumedRole implements AutoCloseable {

  private final S3Client s3;
  private final LambdaClient lambda;

  /** The role, by its ARN. */
  AssumedRole(Cloud cloud, String arn) {
    try (StsClient sts = cloud.client(StsClient.builder())) {
      Credentials session =
          sts.assumeRole(request -> request.roleArn(arn).roleSessionName("test")).credentials();
      StaticCredentialsProvider credentials =
          StaticCredentialsProvider.create(
              AwsSessionCredentials.create(
                  session.accessKeyId(), session.secretAccessKey(), session.sessionToken()));
      s3 = cloud.client(S3Client.builder().forcePathStyle(true), credentials);
      lambda = cloud.client(LambdaClient.builder(), credentials);
    }
  }

  /** The ARNs of all roles of a stack. */
  static List<String> ofStack(Cloud cloud, String stack) {
    try (IamClient iam = cloud.client(IamClient.builder())) {
      return iam.listRolesPaginator().roles().stream()
          .filter(role -> role.roleName().startsWith(stack + "-"))
          .map(Role::arn)
          .toList();
    }
  }

  ObjectStore store(String bucket) {
    return new S3ObjectStore(s3, bucket);
  }

  LambdaClient lambda() {
    return lambda;
  }

  @Override
  public void close() {
    s3.close();
    lambda.close();
  }
}
