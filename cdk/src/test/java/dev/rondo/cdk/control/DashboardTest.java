package dev.rondo.cdk.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rondo.cdk.Synthesized;
import dev.rondo.cdk.TemplateView;
import dev.rondo.functions.support.Metric;
import dev.rondo.functions.support.Metrics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** CloudWatch shows an empty graph for a metric that nobody emits, and says nothing. */
class DashboardTest {

  private static final Pattern SEARCH =
      Pattern.compile("SEARCH\\('\\{([^}]*)} MetricName=\"([^\"]*)\"', '[A-Za-z]+', [0-9]+\\)");

  private static final String NAMESPACE = "RondoControl";

  private final ObjectMapper mapper = new ObjectMapper();
  private final TemplateView template = Synthesized.defaults().control();
  private final JsonNode body = body();

  @Test
  void everyMetricOfRondoThatItNamesIsEmittedWithTheseDimensions() throws JsonProcessingException {
    assertThat(named()).isNotEmpty().isSubsetOf(emitted());
  }

  @Test
  void everyMetricThatIsEmittedIsShown() {
    Set<String> shown = new TreeSet<>();
    named().forEach(metric -> shown.add(metric.substring(metric.lastIndexOf(' ') + 1)));

    for (Metric metric : Metric.values()) {
      // Zero in every round that is as it should be: an alarm watches it instead.
      assertThat(shown.contains(metric.cloudWatchName()))
          .as(metric.cloudWatchName())
          .isEqualTo(metric != Metric.SEATS_EXCEEDED);
    }
  }

  @Test
  void lossesOfManyClientsAreAskedOfTheLogOfTheStepThatTellsThem() {
    List<String> queries = new ArrayList<>();
    for (JsonNode widget : body.get("widgets")) {
      if (widget.get("type").asText().equals("log")) {
        queries.add(widget.get("properties").get("query").asText());
      }
    }

    assertThat(queries).hasSize(1);
    assertThat(queries.get(0))
        .startsWith("SOURCE '<Functions/CloseRoundLogs>'")
        .contains("filter event = 'client_loss'", "by job, client");
  }

  @Test
  void titlesCoverWhatAnOperatorLooksFor() {
    List<String> titles = new ArrayList<>();
    body.get("widgets").forEach(widget -> titles.add(widget.at("/properties/title").asText()));

    assertThat(titles)
        .containsExactly(
            "Alarms",
            "Accuracy on the test data",
            "Loss",
            "What clients measure of the version that they start from",
            "Training loss of each client (jobs of up to 20)",
            "Training loss of each client (larger jobs)",
            "Rounds",
            "Duration in seconds: round, wait for quorum, aggregation",
            "Client updates",
            "Rejected updates by reason",
            "Contributors of a version",
            "Errors of functions",
            "Throttles of functions",
            "Age of waiting uploads in seconds, and dead letters",
            "Lambda: calls",
            "Lambda: GB-seconds",
            "Step Functions: transitions (of the whole account)",
            "SQS: messages and empty receives of the task queue",
            "Bytes of updates and partial aggregates read",
            "Bytes stored");
  }

  /** Dashboards are global in an account: a name without the region can be deployed once only. */
  @Test
  void itsNameIsOfTheStackAndTheRegion() {
    TemplateView lab = Synthesized.with(Map.of("prefix", "Lab")).control("LabControl");

    assertThat(template.text(template.properties("Dashboard/Dashboard").get("DashboardName")))
        .isEqualTo("RondoControl-<AWS::Region>");
    assertThat(lab.text(lab.properties("Dashboard/Dashboard").get("DashboardName")))
        .isEqualTo("LabControl-<AWS::Region>");
  }

  @Test
  void gigabyteSecondsAreOfEachFunctionsOwnMemory() {
    String text = body.toString();

    for (Step step : Step.values()) {
      int memory = template.properties("Functions/" + step.title()).get("MemorySize").asInt();
      assertThat(text)
          .contains(step.name().toLowerCase(Locale.ROOT) + "_ms / 1000 * " + memory + " / 1024");
    }
  }

  /** What the dashboard names: the dimensions, then the metric. */
  private Set<String> named() {
    Set<String> named = new TreeSet<>();
    for (JsonNode widget : body.get("widgets")) {
      for (JsonNode metric : widget.at("/properties/metrics")) {
        if (metric.get(0).isTextual()
            && metric.get(0).asText().equals(NAMESPACE)
            && !metric.get(1).asText().equals(Machines.FAILURES)) {
          named.add("[] " + metric.get(1).asText());
        }
        Matcher search = SEARCH.matcher(metric.get(0).path("expression").asText());
        if (search.matches()) {
          List<String> schema = List.of(search.group(1).split(",", -1));
          assertThat(schema.get(0)).isEqualTo("\"" + NAMESPACE + "\"");
          named.add(schema.subList(1, schema.size()) + " " + search.group(2));
        }
      }
    }
    return named;
  }

  /** What the functions' own emitter makes of every metric, in each of the three ways. */
  private Set<String> emitted() throws JsonProcessingException {
    List<String> lines = new ArrayList<>();
    Metrics metrics = new Metrics(NAMESPACE, lines::add, () -> Instant.EPOCH);
    for (Metric metric : Metric.values()) {
      metrics.of("job").add(metric, 1).emit();
    }
    metrics.of("job", "Client", "c").add(Metric.CLIENT_LOSS, 1).emit();
    metrics.of("job", "Measured", "loss").add(Metric.CLIENT_EVALUATION, 1).emit();
    metrics.of("job", "Reason", "norm").add(Metric.UPDATES_REJECTED, 1).emit();
    Set<String> emitted = new TreeSet<>();
    for (String line : lines) {
      JsonNode directive = mapper.readTree(line).at("/_aws/CloudWatchMetrics/0");
      for (JsonNode dimensions : directive.get("Dimensions")) {
        List<String> names = new ArrayList<>();
        dimensions.forEach(name -> names.add(name.asText()));
        emitted.add(names + " " + directive.at("/Metrics/0/Name").asText());
      }
    }
    return emitted;
  }

  private JsonNode body() {
    try {
      return mapper.readTree(
          template.text(template.properties("Dashboard/Dashboard").get("DashboardBody")));
    } catch (JsonProcessingException e) {
      throw new AssertionError("The dashboard is not JSON", e);
    }
  }
}
