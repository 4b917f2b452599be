package dev.rondo.cdk.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cdk.Synthesized;
import dev.rondo.cdk.TemplateView;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is proven on the emulator is the stack that AWS gets, but for this. */
class EmulatorTargetTest {

  private final TemplateView aws = Synthesized.defaults().control();
  private final TemplateView emulator = Synthesized.forEmulator().control();

  @Test
  void lacksWhatTheEmulatorLacksAndHasNothingMore() {
    Set<String> lacking = new TreeSet<>(aws.paths());
    lacking.removeAll(emulator.paths());
    Set<String> more = new TreeSet<>(emulator.paths());
    more.removeAll(aws.paths());

    assertThat(more).isEmpty();
    assertThat(lacking)
        .allMatch(
            path ->
                path.matches("Functions/[A-Za-z]+/(Alias|CurrentVersion)")
                    || path.matches("Queues/(Tasks|UpdateDeadLetters)/Policy")
                    || path.equals("Alarms/NoRoundFinished"))
        .hasSize(6 * 2 + 2 + 1);
  }

  @Test
  void clientsAreNotDeployedThere() {
    assertThat(Synthesized.forEmulator().names()).containsExactly("RondoControl");
  }

  @ParameterizedTest
  @EnumSource
  void functionsDifferInRuntimePackageArchitectureAndSnapshot(Step step) {
    JsonNode function = emulator.properties("Functions/" + step.title());

    assertThat(function.get("Runtime").asText()).isEqualTo("provided.al2023");
    assertThat(function.has("SnapStart")).isFalse();
    assertThat(alike(function, emulator))
        .isEqualTo(alike(aws.properties("Functions/" + step.title()), aws));
  }

  @ParameterizedTest
  @EnumSource
  void permissionsAreTheSameButForTwoThatTheEmulatorNamesOtherwise(Step step) {
    String role = "Functions/" + step.title() + "Role";

    assertThat(emulator.statementsOf(role))
        .filteredOn(line -> !line.equals("Allow sqs:SendMessageBatch on <Queues/Tasks.Arn>"))
        .isEqualTo(
            aws.statementsOf(role).stream()
                .map(line -> line.replaceFirst("(states:SendTaskSuccess on ).*", "$1*"))
                .toList());
  }

  @Test
  void theBucketIsTheSameAndItsPolicyDoesNotAskForTls() {
    assertThat(emulator.text(emulator.properties("Store/Bucket")))
        .isEqualTo(aws.text(aws.properties("Store/Bucket")));
    assertThat(emulator.text(emulator.properties("Store/Bucket/Policy")))
        .contains("UpdatesAreWrittenOnce")
        .doesNotContain("SecureTransport");
    assertThat(emulator.text(emulator.properties("Queues/Updates/Policy")))
        .doesNotContain("SecureTransport");
  }

  private static String alike(JsonNode function, TemplateView template) {
    ObjectNode copy = function.deepCopy();
    copy.remove(java.util.List.of("Runtime", "Code", "Architectures", "SnapStart"));
    return template.text(copy);
  }
}
