package dev.rondo.statemachine.definition;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads a definition's text, and finds everything that is wrong with it. */
public final class DefinitionReader {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private DefinitionReader() {}

  /**
   * Reads a definition.
   *
   * @param substitutions what stands for each <code>${Name}</code>
   * @param problems receives all that is wrong
   * @return empty if there are problems
   */
  public static Optional<MachineDefinition> read(
      String text, Map<String, String> substitutions, Problems problems) {
    JsonNode raw;
    try {
      raw = MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      String place = e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
      problems.add("", "not JSON" + place + ": " + e.getOriginalMessage());
      return Optional.empty();
    }
    JsonNode filled = new Substitutions(substitutions, problems).fill(raw, "");
    Fields fields = new Fields(filled, "", problems);
    fields.take("Comment");
    FlowReader.queryLanguage(fields, true);
    fields
        .text("Version")
        .filter(version -> !version.equals("1.0"))
        .ifPresent(version -> fields.problem("Version", "must be 1.0"));
    OptionalLong timeout = fields.whole("TimeoutSeconds", 1, State.MAX_SECONDS);
    Flow flow = FlowReader.read(fields, Set.of());
    fields.finish();
    return problems.none() ? Optional.of(new MachineDefinition(flow, timeout)) : Optional.empty();
  }
}
