package dev.rondo.cdk.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cdk.Synthesized;
import dev.rondo.cdk.TemplateView;
import dev.rondo.rounds.machine.Definitions;
import dev.rondo.rounds.scale.AggregationModel;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MachinesTest {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Za-z]+)}");

  private final TemplateView template = Synthesized.defaults().control();

  @Test
  void theDefinitionsAreDeployedAsTheyAre() {
    assertThat(definition("Round")).isEqualTo(Definitions.round());
    assertThat(definition("Training")).isEqualTo(Definitions.training());
  }

  /** In an account that may run few functions, throttled parts outlast their retries. */
  @Test
  void fewerPartsAtATimeAreASettingAndNothingElseDiffers() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    TemplateView few = Synthesized.with(Map.of("part_concurrency", "5")).control();
    ObjectNode there = (ObjectNode) mapper.readTree(definition(few, "Round"));
    ObjectNode here = (ObjectNode) mapper.readTree(definition("Round"));

    for (String state : List.of("FoldParts", "Unmask")) {
      ObjectNode map = (ObjectNode) here.at("/States/" + state);
      assertThat(map.get("MaxConcurrency").asInt()).isEqualTo(AggregationModel.MAP_CONCURRENCY);
      assertThat(there.at("/States/" + state + "/MaxConcurrency").asInt()).isEqualTo(5);
      map.put("MaxConcurrency", 5);
    }
    assertThat(there).isEqualTo(here);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Round", "Training"})
  void whatTheFileLeavesOpenIsFilledInAndNothingElse(String name) {
    JsonNode substitutions = template.properties("Machines/" + name).get("DefinitionSubstitutions");

    assertThat(new TreeSet<>(names(substitutions)))
        .isEqualTo(
            PLACEHOLDER
                .matcher(definition(name))
                .results()
                .map((MatchResult found) -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void aRoundCallsAliasesSoThatASnapshotStarts() {
    assertThat(template.text(template.properties("Machines/Round").get("DefinitionSubstitutions")))
        .isEqualTo(
            "{AggregateFunction=<Functions/Aggregate/Alias>,"
                + " AwaitQuorumFunction=<Functions/AwaitQuorum/Alias>,"
                + " CloseRoundFunction=<Functions/CloseRound/Alias>,"
                + " EvaluateFunction=<Functions/Evaluate.Arn>,"
                + " FoldPartFunction=<Functions/FoldPart/Alias>,"
                + " OpenRoundFunction=<Functions/OpenRound/Alias>,"
                + " Partition=<AWS::Partition>}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Round", "Training"})
  void noNameIsOfOnePartitionOfAwsOnly(String name) {
    assertThat(definition(name)).contains("arn:${Partition}:states:::").doesNotContain("arn:aws:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Round", "Training"})
  void errorsAreLoggedWithTheirDataAndExecutionsAreTraced(String name) {
    JsonNode machine = template.properties("Machines/" + name);

    assertThat(template.text(machine.get("LoggingConfiguration")))
        .isEqualTo(
            "{Destinations=[{CloudWatchLogsLogGroup={LogGroupArn=<Machines/%sLogs.Arn>}}],"
                + " IncludeExecutionData=true, Level=ERROR}",
            name);
    assertThat(template.text(machine.get("TracingConfiguration"))).isEqualTo("{Enabled=true}");
    assertThat(machine.get("StateMachineName").asText()).isEqualTo("RondoControl-" + name);
    assertThat(template.text(machine.get("RoleArn"))).isEqualTo("<Machines/" + name + "Role.Arn>");
  }

  @Test
  void onTheEmulatorARoundWaitsForAFixedTimeAndIsOtherwiseTheSame() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    TemplateView emulator = Synthesized.forEmulator().control();
    JsonNode there = mapper.readTree(definition(emulator, "Round"));
    JsonNode here = mapper.readTree(definition("Round"));

    assertThat(there.at("/States/AwaitQuorum/TimeoutSeconds").asInt()).isEqualTo(20);
    assertThat(withoutTimeout(there)).isEqualTo(withoutTimeout(here));
    assertThat(definition(emulator, "Training")).isEqualTo(definition("Training"));
  }

  private static JsonNode withoutTimeout(JsonNode machine) throws JsonProcessingException {
    ((com.fasterxml.jackson.databind.node.ObjectNode) machine.at("/States/AwaitQuorum"))
        .remove("TimeoutSeconds");
    return machine;
  }

  private static java.util.List<String> names(JsonNode node) {
    java.util.List<String> names = new java.util.ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private String definition(String name) {
    return definition(template, name);
  }

  private static String definition(TemplateView template, String name) {
    return template.properties("Machines/" + name).get("DefinitionString").asText();
  }
}
