package dev.rondo.cdk.clients;

import dev.rondo.cdk.control.StorePatterns;
import java.util.List;
import software.amazon.awscdk.services.iam.PolicyStatement;

/**
 * What a client may do, on EC2 and on EKS alike: write its own update, and nobody else's; take
 * seats and hand them back; lease shards of data; read plans, results, models and data. It can list
 * nothing, so whether an object that it may not read exists stays unknown to it.
 *
 * @param bucketArn the store
 * @param taskQueueArn the queue of seats
 * @param id the client's id as a policy variable, which IAM fills in from the credentials
 */
public record ClientPolicy(String bucketArn, String taskQueueArn, String id) {

  /** On EC2: the role's id and the instance's. */
  public static final String EC2_ID = "${aws:userid}";

  /** On EKS: what Pod Identity vouches for. */
  public static final String EKS_ID =
      "${aws:PrincipalTag/eks-cluster-name}"
          + ".${aws:PrincipalTag/kubernetes-namespace}"
          + ".${aws:PrincipalTag/kubernetes-pod-name}";

  public List<PolicyStatement> statements() {
    String ownUpdate = "updates/*/*/" + id + ".safetensors";
    return List.of(
        allow("OwnUpdate", List.of("s3:PutObject", "s3:GetObject"), ownUpdate),
        allow("LeaseShards", List.of("s3:PutObject", "s3:GetObject"), StorePatterns.CLAIM),
        allow(
            "ReadRoundsModelsAndData",
            List.of("s3:GetObject"),
            StorePatterns.PLAN,
            StorePatterns.CARD,
            StorePatterns.RESULT,
            StorePatterns.MODEL,
            StorePatterns.MODEL_CONFIGURATION,
            StorePatterns.DATA),
        PolicyStatement.Builder.create()
            .sid("TakeSeats")
            .actions(
                List.of("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"))
            .resources(List.of(taskQueueArn))
            .build());
  }

  private PolicyStatement allow(String sid, List<String> actions, String... keys) {
    return PolicyStatement.Builder.create()
        .sid(sid)
        .actions(actions)
        .resources(StorePatterns.in(bucketArn, keys))
        .build();
  }
}
