package dev.rondo.cdk.clients;

import dev.rondo.cdk.control.Wildcards;
import java.util.Map;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.constructs.Construct;

/**
 * What a pod may do. Only Pod Identity can take on this role, for one service account of one
 * namespace of one cluster; the session's tags, which the client's id is made of, come from it and
 * not from the pod.
 */
final class PodRole {

  private PodRole() {}

  static Role create(
      Construct scope,
      ClientPolicy client,
      String cluster,
      String namespace,
      String serviceAccount) {
    ServicePrincipal pods =
        ServicePrincipal.Builder.create("pods.eks.amazonaws.com")
            .conditions(
                Map.of(
                    "StringEquals",
                    Map.of(
                        "aws:SourceAccount", Stack.of(scope).getAccount(),
                        "aws:RequestTag/eks-cluster-name", cluster,
                        "aws:RequestTag/kubernetes-namespace", namespace,
                        "aws:RequestTag/kubernetes-service-account", serviceAccount)))
            .build();
    Role role =
        Role.Builder.create(scope, "ClientRole")
            .description("Permissions of a Rondo client on EKS")
            .assumedBy(pods.withSessionTags())
            .inlinePolicies(
                Map.of(
                    "Client",
                    PolicyDocument.Builder.create().statements(client.statements()).build()))
            .build();
    Wildcards.accepted().on(role);
    return role;
  }
}
