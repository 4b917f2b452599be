package dev.rondo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.cli.testing.FakeStack;
import dev.rondo.cli.testing.FakeStacks;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.protocol.training.Measurement;
import dev.rondo.rounds.testing.TestJob;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What clients measured, as the commands show it. */
class ClientEvaluationCommandsTest {

  private final TestJob job = TestJob.created("evaluate_every", "0", "target_accuracy", "0");
  private final FakeStack stack = new FakeStack(job.memory);
  private final FakeStacks stacks = new FakeStacks(stack);

  @BeforeEach
  void runARound() {
    job.open(1);
    for (int client = 0; client < 4; client++) {
      Map<String, Double> metrics =
          Map.of("accuracy", client / 4.0, "perplexity", client == 0 ? Double.NaN : 2.0);
      job.upload(
          1,
          client,
          new LocalResult(
              new float[TestJob.CLIENTS],
              1,
              OptionalDouble.empty(),
              Optional.of(new Measurement(10, metrics))));
    }
    job.aggregate(1);
    job.close(1);
  }

  private Said say(Object... words) {
    return Said.by(stacks, words);
  }

  @Test
  void theListOfRoundsNamesTheVersionThatWasMeasured() {
    assertThat(say("round", "list").out())
        .contains("by clients", "version 0: accuracy 37.50 %, perplexity 2");
    JsonNode json = say("round", "list", "--json").json().get(0).get("client_evaluation");
    assertThat(json.get("version").asInt()).isZero();
    assertThat(json.at("/evaluation/spread/accuracy/max").asDouble()).isEqualTo(0.75);
  }

  @Test
  void aRoundShowsTheSpreadOverClients() {
    assertThat(say("round", "show", 1).out())
        .contains(
            "version 0, by 4 clients, on 40 examples",
            "37.50 % (4 clients: 0.00 % to 75.00 %, standard deviation 27.95 %)",
            "; not finite for 1 others");
  }

  @Test
  void aVersionShowsWhoMeasuredIt() {
    assertThat(say("model", "list").out()).contains("37.50 %");
    assertThat(say("model", "list", "--json").json().get(0).has("spread")).isTrue();
    assertThat(say("model", "show", 0).out())
        .contains("clients' examples", "clients' accuracy", "37.50 % (4 clients")
        .doesNotContain("test accuracy");
  }

  @Test
  void aRoundThatOnlyMeasuresIsStarted() {
    JsonNode input = say("round", "start", "--evaluate", "--version", 0, "--json").json();

    assertThat(input.path("task").asText()).isEqualTo("evaluate");
    assertThat(input.path("version").asInt()).isZero();
    assertThat(say("round", "start", "--version", 0).err())
        .contains("--version applies to --evaluate only");
    assertThat(say("round", "start", "--evaluate", "--epochs", 2).err())
        .contains("--epochs and --learning-rate do not apply to --evaluate");
  }

  @Test
  void aTrainingSaysWhichTargetEndsIt() {
    assertThat(
            say("train", "start", "--target-metric", "perplexity:min", "--target-value", 1.5).out())
        .contains("rounds 2 to 100, or until a perplexity of 1.5 or less");
    assertThat(say("train", "status").out()).contains("a perplexity of 1.5 or less");
  }
}
