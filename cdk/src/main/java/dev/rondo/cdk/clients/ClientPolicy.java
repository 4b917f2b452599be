package dev.rondo.cdk.clients;

import dev.rondo.cdk.control.StoreKey;
import dev.rondo.cdk.control.StoreKeys;
import dev.rondo.protocol.store.KeyTemplate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awscdk.services.iam.PolicyStatement;

/**
 * The permissions of a client on EC2 and EKS: write its own update and no other; take seats and
 * hand them back; lease data shards; read plans, outcomes, models and data. A client cannot list,
 * so it cannot find out whether an object exists that it cannot read.
 *
 * @param bucketArn the store
 * @param taskQueueArn the queue of seats
 * @param id the client's id as a policy variable, which IAM fills in from the credentials
 */
public record ClientPolicy(String bucketArn, String taskQueueArn, String id) {

  /** On EC2: the ids of the role and the instance. */
  public static final String EC2_ID = "${aws:userid}";

  /** On EKS: the session tags of Pod Identity. */
  public static final String EKS_ID =
      "${aws:PrincipalTag/eks-cluster-name}"
          + ".${aws:PrincipalTag/kubernetes-namespace}"
          + ".${aws:PrincipalTag/kubernetes-pod-name}";

  public List<PolicyStatement> statements() {
    return List.of(
        allow(
            "OwnUpdate",
            List.of("s3:PutObject", "s3:GetObject", "s3:AbortMultipartUpload"),
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
                KeyTemplate.PARTICIPATIONS,
                KeyTemplate.MANIFEST,
                KeyTemplate.OUTCOME,
                KeyTemplate.MODEL,
                KeyTemplate.MODEL_CONFIGURATION,
                KeyTemplate.DATA_DESCRIPTION,
                KeyTemplate.DATA_SHARD,
                KeyTemplate.DATA_INDEX)),
        PolicyStatement.Builder.create()
            .sid("TakeSeats")
            .actions(
                List.of("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"))
            .resources(List.of(taskQueueArn))
            .build());
  }

  /**
   * With the permission to use the key of the store, if it has one, and to write sealed seeds, if
   * there is a helper.
   *
   * @param helperBucketArn the helper's bucket, whose policy must allow it, too
   */
  List<PolicyStatement> statements(StoreKey key, Optional<String> helperBucketArn) {
    return Stream.of(
            statements().stream(),
            key.statements().stream(),
            helperBucketArn.stream().map(this::ownSeeds))
        .flatMap(each -> each)
        .toList();
  }

  /**
   * The permission to write its own sealed seeds and nothing else.
   *
   * @param helperBucketArn the helper's bucket, whose policy must allow it, too
   */
  public PolicyStatement ownSeeds(String helperBucketArn) {
    return allow(
        "OwnSeeds",
        List.of("s3:PutObject"),
        List.of(helperBucketArn + "/" + KeyTemplate.SEALED_SEED.patternOfClient(id)));
  }

  private static PolicyStatement allow(String sid, List<String> actions, List<String> resources) {
    return PolicyStatement.Builder.create().sid(sid).actions(actions).resources(resources).build();
  }
}
