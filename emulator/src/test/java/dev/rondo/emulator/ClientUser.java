package dev.rondo.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.aws.AwsClients;
import dev.rondo.cdk.clients.ClientPolicy;
import dev.rondo.protocol.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;

/**
 * Credentials with the permissions of a client, as the stacks of clients give them; the variable
 * for the client's id is filled in, because the emulator does not.
 */
final class ClientUser implements AutoCloseable {

  private final AccessKey key;
  private final AwsClients clients;

  ClientUser(Cloud cloud, String client) {
    this(cloud, client, Optional.empty());
  }

  /**
   * @param helperBucket the bucket of the helper, into which the client may write its seeds
   */
  ClientUser(Cloud cloud, String client, Optional<String> helperBucket) {
    try (IamClient iam = cloud.client(IamClient.builder())) {
      iam.createUser(request -> request.userName(client));
      iam.putUserPolicy(
          request ->
              request
                  .userName(client)
                  .policyName("client")
                  .policyDocument(policy(cloud, client, helperBucket).toString()));
      key = iam.createAccessKey(request -> request.userName(client)).accessKey();
    }
    clients = cloud.emulator().clients(key.accessKeyId(), key.secretAccessKey());
  }

  private static JsonNode policy(Cloud cloud, String client, Optional<String> helperBucket) {
    String bucket = "arn:aws:s3:::" + cloud.output("BucketName");
    ObjectNode document = JsonNodeFactory.instance.objectNode().put("Version", "2012-10-17");
    ClientPolicy policy = new ClientPolicy(bucket, cloud.taskQueueArn(), ClientPolicy.EC2_ID);
    List<PolicyStatement> statements = new ArrayList<>(policy.statements());
    helperBucket.map(name -> policy.ownSeeds("arn:aws:s3:::" + name)).ifPresent(statements::add);
    for (PolicyStatement statement : statements) {
      document.withArray("Statement").add(Json.tree(statement.toStatementJson()));
    }
    String text = document.toString();
    return Json.parse(
        text.replace(ClientPolicy.EC2_ID, client).getBytes(java.nio.charset.StandardCharsets.UTF_8),
        JsonNode.class,
        "policy");
  }

  /** What only this client may do. */
  AwsClients clients() {
    return clients;
  }

  /** For a process that is this client. */
  Map<String, String> environment() {
    return Map.of(
        "AWS_ACCESS_KEY_ID", key.accessKeyId(), "AWS_SECRET_ACCESS_KEY", key.secretAccessKey());
  }

  @Override
  public void close() {
    clients.close();
  }
}
