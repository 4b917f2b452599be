package dev.rondo.cdk.clients;

import dev.rondo.cdk.control.StoreKeys;
import dev.rondo.protocol.store.KeyTemplate;
import java.util.List;
import software.amazon.awscdk.services.iam.PolicyStatement;

/**
 * What a client may do, on EC2 and on EKS alike: write its own update, and nobody else's; take
 * seats and hand them back; lease data shards; read plans, results, models and data. It can list
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
    return List.of(
        allow(
            "OwnUpdate",
            List.of("s3:PutObject", "s3:GetObject"),
            List.of(bucketArn + "/" + KeyTemplate.UPDATE.patternOfClient(id))),
        allow(
            "LeaseDataShards",
            List.of("s3:PutObject", "s3:GetObject"),
            StoreKeys.arns(bucketArn, KeyTemplate.LEASE)),
        allow(
            "ReadRoundsModelsAndData",
            List.of("s3:GetObject"),
            StoreKeys.arns(
                bucketArn,
                KeyTemplate.PLAN,
                KeyTemplate.MANIFEST,
                KeyTemplate.RESULT,
                KeyTemplate.MODEL,
                KeyTemplate.MODEL_CONFIGURATION,
                KeyTemplate.DATA_SHARD,
                KeyTemplate.DATA_INDEX)),
        PolicyStatement.Builder.create()
            .sid("TakeSeats")
            .actions(
                List.of("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"))
            .resources(List.of(taskQueueArn))
            .build());
  }

  private static PolicyStatement allow(String sid, List<String> actions, List<String> resources) {
    return PolicyStatement.Builder.create().sid(sid).actions(actions).resources(resources).build();
  }
}
