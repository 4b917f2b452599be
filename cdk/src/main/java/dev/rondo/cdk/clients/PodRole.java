package dev.rondo.cdk.clients;

import dev.rondo.cdk.control.Wildcards;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.constructs.Construct;

/**
 * The permissions of a pod. Only Pod Identity can assume this role, for one service account of one
 * namespace of one cluster. Pod Identity sets the session tags, which form the client's id; the pod
 * cannot change them.
 */
final class PodRole {

  private PodRole() {}

  static Role create(
      Construct scope,
      List<PolicyStatement> client,
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
                Map.of("Client", PolicyDocument.Builder.create().statements(client).build()))
            .build();
    Wildcards.accepted().on(role);
    return role;
  }
}
