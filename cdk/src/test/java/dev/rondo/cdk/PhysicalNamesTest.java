package dev.rondo.cdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The names that the templates choose. CloudFormation cannot replace a resource with a fixed name,
 * because it creates the new one first, and two deployments with the same name exclude each other.
 */
class PhysicalNamesTest {

  /** What is unique only within a function, a cluster, a group or a role, or names no resource. */
  private static final Set<String> OF_PARTS =
      Set.of(
          "AWS::Lambda::Alias Name",
          "AWS::EKS::Addon AddonName",
          "AWS::AutoScaling::LifecycleHook LifecycleHookName",
          "AWS::IAM::Policy PolicyName",
          "AWS::CloudWatch::Alarm MetricName",
          "AWS::EC2::VPCEndpoint ServiceName");

  /** Types whose names are unique in all regions of an account, or in all of AWS. */
  private static final String GLOBAL = "AWS::(CloudWatch::Dashboard|IAM::\\w+|S3::Bucket) .*";

  /**
   * Roles name the group, the cluster and the state machines before they exist. No setting that
   * replaces one of them can be changed: see docs/deployment.md.
   */
  @Test
  void onlyTheseResourcesHaveAFixedName() {
    assertThat(names(Synthesized.defaults(), "Rondo"))
        .containsExactlyInAnyOrder(
            "AWS::AutoScaling::AutoScalingGroup RondoEc2Clients",
            "AWS::CloudWatch::Dashboard RondoControl-<AWS::Region>",
            "AWS::EKS::Cluster RondoEksClients",
            "AWS::Logs::LogGroup /aws/vendedlogs/states/RondoControl-Round",
            "AWS::Logs::LogGroup /aws/vendedlogs/states/RondoControl-Training",
            "AWS::StepFunctions::StateMachine RondoControl-Round",
            "AWS::StepFunctions::StateMachine RondoControl-Training");
  }

  @Test
  void twoPrefixesInAnAccountHaveNoNameInCommon() {
    Synthesized lab = Synthesized.with(Map.of("prefix", "Lab"));

    assertThat(names(lab, "Lab"))
        .hasSameSizeAs(names(Synthesized.defaults(), "Rondo"))
        .doesNotContainAnyElementsOf(names(Synthesized.defaults(), "Rondo"));
    assertThat(shared(lab, "Lab"))
        .hasSameSizeAs(shared(Synthesized.defaults(), "Rondo"))
        .doesNotContainAnyElementsOf(shared(Synthesized.defaults(), "Rondo"));
  }

  @Test
  void twoRegionsInAnAccountHaveNoNameInCommonWhereNamesAreGlobal() {
    assertThat(names(Synthesized.defaults(), "Rondo"))
        .filteredOn(name -> name.matches(GLOBAL))
        .isNotEmpty()
        .allMatch(name -> name.contains("<AWS::Region>"));
  }

  /** The names of all stacks, each after its type. */
  private static Set<String> names(Synthesized app, String prefix) {
    Set<String> names = new TreeSet<>();
    for (TemplateView template : stacks(app, prefix)) {
      for (JsonNode resource : template.json().get("Resources")) {
        String type = resource.get("Type").asText();
        resource
            .path("Properties")
            .properties()
            .forEach(
                property -> {
                  String name = template.text(property.getValue());
                  if (property.getKey().endsWith("Name")
                      && !OF_PARTS.contains(type + " " + property.getKey())
                      && !name.replace("<AWS::", "").contains("<")) {
                    names.add(type + " " + name);
                  }
                });
      }
    }
    return names;
  }

  /** What is not a resource and yet shared by the stacks of a region: exports, and metrics. */
  private static Set<String> shared(Synthesized app, String prefix) {
    Set<String> shared = new TreeSet<>();
    for (TemplateView template : stacks(app, prefix)) {
      template
          .outputs()
          .forEach(output -> shared.add(template.text(output.path("Export").path("Name"))));
      template
          .ofType("AWS::Logs::MetricFilter")
          .values()
          .forEach(
              filter ->
                  shared.add(
                      filter.at("/MetricTransformations/0/MetricNamespace").asText()
                          + " "
                          + filter.at("/MetricTransformations/0/MetricName").asText()));
    }
    shared.remove("");
    return shared;
  }

  private static Iterable<TemplateView> stacks(Synthesized app, String prefix) {
    return List.of(
        app.stack(prefix + "Control"),
        app.stack(prefix + "Ec2Clients"),
        app.stack(prefix + "EksClients"));
  }
}
