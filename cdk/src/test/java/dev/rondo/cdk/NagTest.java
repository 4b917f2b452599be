package dev.rondo.cdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import io.github.cdklabs.cdknag.NagReportFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Aspects;
import software.amazon.awscdk.cxapi.CloudFormationStackArtifact;

/** The AWS Solutions rules of cdk-nag, on all stacks in all variants. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NagTest {

  /** What the emulator cannot have, because it speaks HTTP. */
  private static final String REQUIRES_TLS = ".*: AwsSolutions-(S10|SQS4)";

  private final Map<Variant, List<JsonNode>> reports = new HashMap<>();

  @BeforeAll
  void check(@TempDir Path folder) throws IOException {
    for (Variant variant : Variant.all()) {
      reports.put(variant, report(variant, folder.resolve(variant.name())));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.rondo.cdk.Variant#all")
  void findsNothingThatHasNoReason(Variant variant) {
    List<JsonNode> lines = reports.getOrDefault(variant, List.of());

    assertThat(lines).hasSizeGreaterThan(100);
    assertThat(with(lines, "Non-Compliant", "UNKNOWN"))
        .allMatch(line -> variant.name().equals("emulator") && line.matches(REQUIRES_TLS));
    assertThat(lines)
        .filteredOn(line -> line.get("compliance").asText().equals("Suppressed"))
        .allSatisfy(
            line ->
                assertThat(line.get("exceptionReason").asText())
                    .hasSizeGreaterThan(30)
                    .endsWith("."));
  }

  /** An exception that has become needless is taken back. */
  @Test
  void theseRulesHaveExceptions() {
    Set<String> excepted =
        reports.values().stream()
            .flatMap(List::stream)
            .filter(line -> line.get("compliance").asText().equals("Suppressed"))
            .map(line -> line.get("ruleId").asText().replaceFirst("\\[.*", ""))
            .collect(Collectors.toSet());

    assertThat(excepted)
        .containsExactlyInAnyOrder(
            "AwsSolutions-AS3",
            "AwsSolutions-EC26",
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

  private static List<JsonNode> report(Variant variant, Path folder) throws IOException {
    App app = variant.app(folder);
    Aspects.of(app)
        .add(
            AwsSolutionsChecks.Builder.create()
                .reports(true)
                .reportFormats(List.of(NagReportFormat.JSON))
                .build());
    List<JsonNode> lines = new ArrayList<>();
    for (CloudFormationStackArtifact stack : app.synth().getStacks()) {
      Path report = folder.resolve("out/AwsSolutions-" + stack.getStackName() + "-NagReport.json");
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
