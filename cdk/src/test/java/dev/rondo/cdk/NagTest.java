package dev.rondo.cdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rondo.cdk.settings.Settings;
import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import io.github.cdklabs.cdknag.NagReportFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Aspects;

/** The AWS Solutions rules of cdk-nag, on all stacks in their main variants. */
class NagTest {

  private static final List<String> STACKS =
      List.of("RondoControl", "RondoEc2Clients", "RondoEksClients");

  @TempDir Path folder;

  static Stream<Map<String, String>> variants() {
    return Stream.of(
        Map.of("alarm_email", "ops@example.org", "ec2_key_pair", "mine"),
        Map.of(
            "ec2_connection", "interface-endpoints", "eks_connection", "nat", "ec2_spot", "true"));
  }

  @ParameterizedTest
  @MethodSource("variants")
  void findsNothingThatHasNoReason(Map<String, String> settings) throws IOException {
    List<JsonNode> lines = report(settings);

    assertThat(lines).hasSizeGreaterThan(100);
    assertThat(with(lines, "Non-Compliant", "UNKNOWN")).isEmpty();
    assertThat(lines)
        .filteredOn(line -> line.get("compliance").asText().equals("Suppressed"))
        .allSatisfy(
            line ->
                assertThat(line.get("exceptionReason").asText())
                    .hasSizeGreaterThan(30)
                    .endsWith("."));
  }

  /** An exception that has become needless is taken back. */
  @ParameterizedTest
  @MethodSource("variants")
  void theseRulesHaveExceptions(Map<String, String> settings) throws IOException {
    Set<String> excepted =
        report(settings).stream()
            .filter(line -> line.get("compliance").asText().equals("Suppressed"))
            .map(line -> line.get("ruleId").asText().replaceFirst("\\[.*", ""))
            .collect(Collectors.toSet());

    assertThat(excepted)
        .containsExactlyInAnyOrder(
            "AwsSolutions-AS3",
            "AwsSolutions-EKS1",
            "AwsSolutions-EKS2",
            "AwsSolutions-IAM4",
            "AwsSolutions-IAM5",
            "AwsSolutions-L1",
            "AwsSolutions-S1",
            "AwsSolutions-SF1",
            "AwsSolutions-SQS3",
            "AwsSolutions-VPC7");
  }

  private List<JsonNode> report(Map<String, String> settings) throws IOException {
    App app = Synthesized.app(folder.resolve("out"), Map.of());
    RondoApp.addTo(app, Settings.read(settings, folder), TestPackages.in(folder.resolve("home")));
    Aspects.of(app)
        .add(
            AwsSolutionsChecks.Builder.create()
                .reports(true)
                .reportFormats(List.of(NagReportFormat.JSON))
                .build());
    app.synth();
    List<JsonNode> lines = new ArrayList<>();
    for (String stack : STACKS) {
      Path report = folder.resolve("out/AwsSolutions-" + stack + "-NagReport.json");
      new ObjectMapper().readTree(report.toFile()).get("lines").forEach(lines::add);
    }
    return lines;
  }

  private static List<String> with(List<JsonNode> lines, String... compliance) {
    return lines.stream()
        .filter(line -> List.of(compliance).contains(line.get("compliance").asText()))
        .map(line -> line.get("resourceId").asText() + ": " + line.get("ruleId").asText())
        .toList();
  }
}
