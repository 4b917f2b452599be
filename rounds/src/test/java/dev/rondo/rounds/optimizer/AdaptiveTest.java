package dev.rondo.rounds.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.optimizer.Adaptive.Kind;
import dev.rondo.settings.RawSettings;
import org.junit.jupiter.api.Test;

/** Values by hand from Reddi et al. 2021, algorithm 2: eta 0.1, beta1 0.5, beta2 0.75, tau 0.5. */
class AdaptiveTest {

  private static final double TINY = 1e-15;

  private final double[] parameters = {1, 1};
  private final double[][] state = {{0, 0}, {0.25, 0.25}};

  private static Adaptive of(Kind kind) {
    return new Adaptive(kind, 0.1, 0.5, 0.75, 0.5);
  }

  private void step(Kind kind, double first, double second) {
    of(kind).step(parameters, new double[] {first, second}, state, 2);
  }

  private void assertStep(double m, double v, double parameter, int i) {
    assertThat(state[0][i]).isCloseTo(m, within(TINY));
    assertThat(state[1][i]).isCloseTo(v, within(TINY));
    assertThat(parameters[i]).isCloseTo(parameter, within(TINY));
  }

  @Test
  void theSecondMomentBeginsAtTauSquared() {
    for (Kind kind : Kind.values()) {
      assertThat(of(kind).state()).containsExactly("m", "v");
      assertThat(of(kind).initialState("m")).isZero();
      assertThat(of(kind).initialState("v")).isEqualTo(0.25);
    }
  }

  @Test
  void fedAdagradAddsUpTheSquares() {
    step(Kind.ADAGRAD, Math.sqrt(2), 0);

    // v = 0.25 + 2 = 1.5^2; m = sqrt(2) / 2.
    assertStep(Math.sqrt(2) / 2, 2.25, 1 + 0.1 * (Math.sqrt(2) / 2) / (1.5 + 0.5), 0);
    assertStep(0, 0.25, 1, 1);
  }

  @Test
  void fedAdamAveragesTheSquares() {
    step(Kind.ADAM, 0.5, -1);

    // v = 0.75 * 0.25 + 0.25 * D^2.
    assertStep(0.25, 0.25, 1 + 0.1 * 0.25 / (0.5 + 0.5), 0);
    assertStep(-0.5, 0.4375, 1 - 0.1 * 0.5 / (Math.sqrt(0.4375) + 0.5), 1);
  }

  @Test
  void fedYogiMovesTheSecondMomentByTheSignOfTheDifference() {
    step(Kind.YOGI, 1, 0.25);

    // D^2 = 1 is above v: v grows by 0.25. D^2 = 0.0625 is below v: v shrinks by 0.015625.
    assertStep(0.5, 0.5, 1 + 0.1 * 0.5 / (Math.sqrt(0.5) + 0.5), 0);
    assertStep(0.125, 0.234375, 1 + 0.1 * 0.125 / (Math.sqrt(0.234375) + 0.5), 1);
  }

  @Test
  void momentsCarryOverToTheNextRound() {
    step(Kind.ADAM, 0.5, 0);
    step(Kind.ADAM, 0.5, 0);

    assertStep(0.375, 0.25, 1 + 0.1 * 0.25 + 0.1 * 0.375, 0);
  }

  @Test
  void aBlockMayBeginAndEndAnywhere() {
    double[] whole = {1, 2, 3};
    double[][] wholeState = {{0, 0, 0}, {0.25, 0.25, 0.25}};
    of(Kind.YOGI).step(whole, new double[] {0.5, -1, 2}, wholeState, 3);

    double[] last = {3};
    of(Kind.YOGI).step(last, new double[] {2}, new double[][] {{0}, {0.25}}, 1);
    assertThat(last[0]).isEqualTo(whole[2]);
  }

  @Test
  void theSettingsChooseTheOptimizer() {
    assertThat(JobConfig.of(RawSettings.empty()).optimizer()).isEqualTo(new FedAvg(1));
    assertThat(JobConfig.of(RawSettings.empty().with("server_momentum", "0.9", "test")).optimizer())
        .isEqualTo(new ServerMomentum(1, 0.9));
    assertThat(
            JobConfig.of(RawSettings.empty().with("server_optimizer", "fedadam", "test"))
                .optimizer())
        .isEqualTo(new Adaptive(Kind.ADAM, 0.01, 0.9, 0.99, 0.001));
    assertThat(
            JobConfig.of(
                    RawSettings.empty()
                        .with("server_optimizer", "fedyogi", "test")
                        .with("server_learning_rate", "0.1", "test")
                        .with("server_beta1", "0", "test")
                        .with("server_beta2", "0.5", "test")
                        .with("server_tau", "1e-8", "test"))
                .optimizer())
        .isEqualTo(new Adaptive(Kind.YOGI, 0.1, 0, 0.5, 1e-8));
  }
}
