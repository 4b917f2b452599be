package dev.rondo.cdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rondo.cdk.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.cxapi.CloudFormationStackArtifact;

/** What holds of all stacks alike. */
class StacksTest {

  private static final String DESCRIPTIONS = ".*/(manifest|[^/]*\\.metadata)\\.json";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void deletionCanBeRefused(boolean isProtected) {
    App app = Synthesized.app(folder.resolve("out"), Map.of());
    Settings settings =
        Settings.read(Map.of("termination_protection", String.valueOf(isProtected)), folder);
    RondoApp.addTo(app, settings, TestPackages.in(folder.resolve("home")));

    assertThat(app.synth().getStacks())
        .hasSize(3)
        .extracting(CloudFormationStackArtifact::getTerminationProtection)
        .containsOnly(isProtected);
  }

  /**
   * CDK warns of what it doubts, and checks templates by the rules of cfn-lint; what it finds would
   * hide a new finding.
   */
  @ParameterizedTest
  @MethodSource("dev.rondo.cdk.Variant#all")
  void cdkFindsNothingInTheTemplates(Variant variant) throws IOException {
    variant.app(folder).synth();

    JsonNode report =
        new ObjectMapper().readTree(folder.resolve("out/validation-report.json").toFile());
    assertThat(report.get("pluginReports"))
        .allSatisfy(plugin -> assertThat(plugin.get("violations")).isEmpty());
    assertThat(warnings(folder.resolve("out"))).isEmpty();
  }

  /** What CDK would print, from the files that describe the stacks. */
  private static List<String> warnings(Path out) throws IOException {
    List<String> warnings = new ArrayList<>();
    try (Stream<Path> files = Files.list(out)) {
      for (Path file : files.filter(f -> f.toString().matches(DESCRIPTIONS)).toList()) {
        for (JsonNode entry : new ObjectMapper().readTree(file.toFile()).findParents("type")) {
          if (entry.get("type").asText().matches("aws:cdk:(warning|error)")) {
            warnings.add(entry.path("data").asText());
          }
        }
      }
    }
    return warnings;
  }

  /** Some organizations let nobody make a role without one. */
  @Test
  void everyRoleGetsThePermissionsBoundaryThatCdksContextNames() {
    Synthesized bounded =
        Synthesized.with(
            Map.of(), Map.of("@aws-cdk/core:permissionsBoundary", Map.of("name", "Limit")));

    for (TemplateView template : List.of(bounded.control(), bounded.ec2(), bounded.eks())) {
      assertThat(template.ofType("AWS::IAM::Role").values())
          .isNotEmpty()
          .extracting(role -> template.text(role.path("PermissionsBoundary")))
          .containsOnly("arn:<AWS::Partition>:iam::<AWS::AccountId>:policy/Limit");
    }
  }

  @Test
  void theTagsOfTheSettingsAreOnTheStacksAndOnWhatTheyContain() {
    App app = Synthesized.app(folder.resolve("out"), Map.of());
    Settings settings = Settings.read(Map.of("tags", "team=research, rule=a=b"), folder);
    RondoApp.addTo(app, settings, TestPackages.in(folder.resolve("home")));

    assertThat(app.synth().getStacks())
        .hasSize(3)
        .allSatisfy(
            stack ->
                assertThat(stack.getTags()).isEqualTo(Map.of("team", "research", "rule", "a=b")));
    Synthesized tagged = Synthesized.with(Map.of("tags", "team=research"));
    for (TemplateView template : List.of(tagged.control(), tagged.ec2(), tagged.eks())) {
      assertThat(template.ofType("AWS::IAM::Role").values())
          .isNotEmpty()
          .allSatisfy(
              role ->
                  assertThat(template.text(role.path("Tags")))
                      .contains("{Key=team, Value=research}"));
    }
    assertThat(tagged.control().text(tagged.control().properties("Store/Bucket").get("Tags")))
        .isEqualTo("[{Key=team, Value=research}]");
  }

  /** Another launch template replaces the instances; the documentation warns of it. */
  @Test
  void theLaunchTemplateOfTheClientsHasTheTagsToo() {
    TemplateView ec2 = Synthesized.with(Map.of("tags", "team=research")).ec2();
    JsonNode launch = ec2.properties("LaunchTemplate").get("LaunchTemplateData");

    assertThat(launch.get("TagSpecifications"))
        .extracting(specification -> specification.get("ResourceType").asText())
        .containsExactlyInAnyOrder("instance", "volume");
    assertThat(launch.get("TagSpecifications"))
        .allSatisfy(
            specification ->
                assertThat(ec2.text(specification.get("Tags")))
                    .contains("{Key=team, Value=research}"));
    assertThat(ec2.text(ec2.properties("Clients/ASG").get("LaunchTemplate")))
        .isEqualTo(
            "{LaunchTemplateId=<LaunchTemplate>, Version=<LaunchTemplate.LatestVersionNumber>}");
    assertThat(ec2.resource("Clients/ASG").get("UpdatePolicy").has("AutoScalingRollingUpdate"))
        .isTrue();
  }

  /** A template that differs each time would change what nobody has changed. */
  @Test
  void aSecondSynthesisGivesTheSameTemplates() {
    Synthesized first = Synthesized.defaults();
    Synthesized second = Synthesized.with(Map.of());

    assertThat(second.control().json()).isEqualTo(first.control().json());
    assertThat(second.ec2().json()).isEqualTo(first.ec2().json());
    assertThat(second.eks().json()).isEqualTo(first.eks().json());
  }
}
