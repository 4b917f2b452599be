package dev.rondo.rounds.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EvaluationSizeTest {

  private static final long MB = 1 << 20;

  @Test
  void aSmallModelTakesAllProcessorsAndGivesNoNotice() {
    EvaluationSize small = new EvaluationSize(199_210, 10_000, 8_000_000);

    assertThat(small.threads(3_008, 2)).isEqualTo(2);
    assertThat(small.notices()).isEmpty();
  }

  @Test
  void eachThreadNeedsRoomForANetworkAndOneIsAlwaysTried() {
    // 100 MB of parameters: 100 as they are read, and 200 of the network that is tried out.
    EvaluationSize size = new EvaluationSize(25 * MB, 10, 8 * MB);

    assertThat(size.threads(220 + 308 + 200, 6)).isEqualTo(1);
    assertThat(size.threads(220 + 308 + 399, 6)).isEqualTo(1);
    assertThat(size.threads(220 + 308 + 400, 6)).isEqualTo(2);
    assertThat(size.threads(220 + 308 + 600, 6)).isEqualTo(3);
    assertThat(size.threads(10_240, 6)).isEqualTo(6);
    assertThat(size.threads(512, 6)).isEqualTo(1);
  }

  @Test
  void leastBytesAreTheModelAndOneNetworkAndTheTestData() {
    assertThat(new EvaluationSize(10, 5, 7).leastBytes()).isEqualTo(10 * (4 + 8) + 7);
  }

  @Test
  void secondsAreTwoOperationsForEachParameterAndExample() {
    // 2 x 1 M x 10,000 operations at 10 G a second of each of two processors.
    assertThat(new EvaluationSize(1_000_000, 10_000, 0).seconds(2 * 1_769))
        .isCloseTo(1, within(1e-9));
    // One network is all that fits.
    assertThat(new EvaluationSize(150 * MB, 10_000, 0).seconds(2 * 1_769))
        .isCloseTo(2.0 * 150 * MB * 10_000 / 10e9, within(1e-6));
  }

  @Test
  void aModelBeyondTheDefaultMemoryGivesTheSettingThatItNeeds() {
    EvaluationSize size = new EvaluationSize(150_000_000, 1_000, 0);

    assertThat(size.notices())
        .containsExactly(
            "An evaluation needs about 3,082 MB, but its function has 3,008 MB by default. Deploy"
                + " the stack with evaluate_memory_mb 3082 or more, or set evaluate_every: 0.");
    assertThat(new EvaluationSize(140_000_000, 1_000, 0).notices()).isEmpty();
  }

  @Test
  void aModelThatMayNotFitTheLargestFunctionIsAWarningAndNoRefusal() {
    assertThat(new EvaluationSize(800_000_000, 1_000, 0).notices())
        .containsExactly(
            "An evaluation needs up to 15,479 MB, but a function has at most 10,240 MB. If"
                + " evaluations fail, rounds have no test metrics. To have none from the start, set"
                + " evaluate_every: 0.");
  }

  @Test
  void manyExamplesOfALargeModelAreTooMuchForTheTimeOfAFunction() {
    assertThat(new EvaluationSize(100_000_000, 1_000_000, 0).notices())
        .singleElement()
        .asString()
        .startsWith(
            "An evaluation on 1,000,000 examples takes about 11,762 s if the network multiplies"
                + " each parameter once for each example, but its function ends after 900 s.");
  }

  @Test
  void anEvaluationOfNothingIsNoEvaluation() {
    assertThatThrownBy(() -> new EvaluationSize(0, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new EvaluationSize(1, -1, 1))
        .hasMessageContaining("but has 1, -1 and 1");
  }
}
