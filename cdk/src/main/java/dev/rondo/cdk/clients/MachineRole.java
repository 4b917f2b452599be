package dev.rondo.cdk.clients;

import dev.rondo.cdk.control.KeyUse;
import dev.rondo.cdk.control.Wildcards;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.logs.ILogGroup;
import software.amazon.awscdk.services.s3.assets.Asset;
import software.constructs.Construct;

/** The permissions of an instance: those of its agent as a client, and those of the machine. */
final class MachineRole {

  private MachineRole() {}

  /**
   * @param files what the instance downloads at its first boot; one or more, all in one bucket
   */
  static IRole create(
      Construct scope,
      List<PolicyStatement> client,
      List<Asset> files,
      ILogGroup logGroup,
      String group) {
    Stack stack = Stack.of(scope);
    Role role =
        Role.Builder.create(scope, "ClientRole")
            .description("Permissions of a Rondo client on EC2")
            .assumedBy(new ServicePrincipal("ec2.amazonaws.com"))
            .inlinePolicies(
                Map.of(
                    "Client",
                    document(client),
                    "Machine",
                    document(
                        List.of(
                            fetch(stack, files),
                            decrypt(stack, files.get(0)),
                            allow(
                                "Log",
                                List.of("logs:CreateLogStream", "logs:PutLogEvents"),
                                logGroup.getLogGroupArn()),
                            allow(
                                "StopCleanly",
                                List.of("autoscaling:CompleteLifecycleAction"),
                                "arn:%s:autoscaling:%s:%s:autoScalingGroup:*:autoScalingGroupName/%s"
                                    .formatted(
                                        stack.getPartition(),
                                        stack.getRegion(),
                                        stack.getAccount(),
                                        group)))),
                    "SessionManager",
                    document(sessionManager(stack))))
            .build();
    Wildcards.accepted()
        .and(
            "AwsSolutions-IAM5",
            "An instance's id and an auto-scaling group's are given when they are made. The group"
                + " is named, and instances can report only their own state.",
            "/^Resource::arn:.*:ec2:.*:instance\\/\\*$/",
            "/^Resource::arn:.*:autoScalingGroup:\\*:autoScalingGroupName\\/.*$/")
        .and(
            "AwsSolutions-IAM5",
            "The key of the bootstrap bucket, if it has one, is not known. Conditions permit only"
                + " what S3 asks for objects of that bucket.",
            "/^Resource::arn:.*:kms:.*:key\\/\\*$/")
        .on(role);
    return role.withoutPolicyUpdates();
  }

  /** Each file by its name, and no others of the bootstrap bucket. */
  private static PolicyStatement fetch(Stack stack, List<Asset> files) {
    return allow(
        "FetchAgent",
        List.of("s3:GetObject"),
        files.stream()
            .map(
                file ->
                    "arn:%s:s3:::%s/%s"
                        .formatted(
                            stack.getPartition(), file.getS3BucketName(), file.getS3ObjectKey()))
            .toList());
  }

  /**
   * Decryption of these files by the key of the bootstrap bucket, if it has one. The key is unknown
   * here.
   */
  private static PolicyStatement decrypt(Stack stack, Asset file) {
    String bucket = "arn:%s:s3:::%s".formatted(stack.getPartition(), file.getS3BucketName());
    return KeyUse.in(stack, bucket)
        .allow(
            "DecryptAgent",
            List.of("kms:Decrypt"),
            "arn:%s:kms:%s:%s:key/*"
                .formatted(stack.getPartition(), stack.getRegion(), stack.getAccount()));
  }

  /** The minimal permissions of Session Manager; its channels cannot be named as resources. */
  private static List<PolicyStatement> sessionManager(Stack stack) {
    return List.of(
        allow(
            "Register",
            List.of("ssm:UpdateInstanceInformation"),
            "arn:%s:ec2:%s:%s:instance/*"
                .formatted(stack.getPartition(), stack.getRegion(), stack.getAccount())),
        allow(
            "Channels",
            List.of(
                "ssmmessages:CreateControlChannel",
                "ssmmessages:CreateDataChannel",
                "ssmmessages:OpenControlChannel",
                "ssmmessages:OpenDataChannel"),
            "*"));
  }

  private static PolicyDocument document(List<PolicyStatement> statements) {
    return PolicyDocument.Builder.create().statements(statements).build();
  }

  private static PolicyStatement allow(String sid, List<String> actions, String resource) {
    return allow(sid, actions, List.of(resource));
  }

  private static PolicyStatement allow(String sid, List<String> actions, List<String> resources) {
    return PolicyStatement.Builder.create().sid(sid).actions(actions).resources(resources).build();
  }
}
