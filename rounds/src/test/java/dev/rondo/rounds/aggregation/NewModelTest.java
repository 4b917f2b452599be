package dev.rondo.rounds.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.protocol.encoding.Encoding;
import dev.rondo.protocol.model.ModelFile;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.round.Admission;
import dev.rondo.protocol.round.AggregationRule;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.RoundTask;
import dev.rondo.protocol.testing.MemoryStore;
import dev.rondo.protocol.training.TrainerConfig;
import dev.rondo.protocol.training.TrainingSettings;
import dev.rondo.rounds.optimizer.FedAvg;
import dev.rondo.rounds.optimizer.ServerMomentum;
import dev.rondo.rounds.optimizer.ServerOptimizer;
import dev.rondo.rounds.privacy.StateKeys;
import dev.rondo.rounds.testing.TestJob;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The server optimizers over a model of several blocks, held to plain arithmetic. */
class NewModelTest {

  /** Tensors that end before, in and behind the second and third block of 16,384. */
  private static final ModelLayout LAYOUT =
      ModelLayout.of(
          TensorSpec.of("a", 20_000),
          TensorSpec.of("scalar"),
          TensorSpec.of("none", 0, 7),
          TensorSpec.of("b", 16_384),
          TensorSpec.of("c", 3, 5));

  private static final int SIZE = LAYOUT.parameterCount();

  private final MemoryStore store = new MemoryStore();
  private final SplittableRandom random = new SplittableRandom(3);
  private final float[] parameters = new float[SIZE];
  private final double[] velocity = new double[SIZE];

  private static Plan plan(int round) {
    return new Plan(
        TestJob.ID,
        round,
        round - 1,
        "model-" + (round - 1),
        "test",
        "mnist",
        LAYOUT,
        TestJob.START,
        TestJob.START,
        1,
        1,
        1,
        AggregationRule.WEIGHTED,
        TrainingSettings.sgd(1, 1, 0.1),
        TrainerConfig.NONE,
        Encoding.F32,
        0,
        0,
        Admission.open(),
        0,
        0,
        false,
        RoundTask.TRAIN,
        false,
        Optional.empty(),
        Optional.empty(),
        "root");
  }

  private PartialAggregate sum(double[] weights, float[][] updates) {
    PartialAggregate sum = new PartialAggregate(SIZE);
    for (int k = 0; k < weights.length; k++) {
      sum.accumulator().add(0, updates[k], weights[k], SIZE);
      sum.count(new Contributor("c" + k, k, "e" + k, weights[k], 1, 0, 1, Optional.empty()));
    }
    return sum;
  }

  private float[][] updates(int count) {
    float[][] updates = new float[count][SIZE];
    for (float[] update : updates) {
      for (int i = 0; i < SIZE; i++) {
        update[i] = (float) (random.nextDouble() - 0.5);
      }
    }
    return updates;
  }

  private static double mean(double[] weights, float[][] updates, int i) {
    double sum = 0;
    double total = 0;
    for (int k = 0; k < weights.length; k++) {
      sum += weights[k] * updates[k][i];
      total += weights[k];
    }
    return sum / total;
  }

  private Optional<String> run(
      int round, ServerOptimizer optimizer, Optional<String> state, PartialAggregate sum) {
    NewModel model =
        new NewModel(
            store,
            plan(round),
            optimizer,
            new StateKeys(state, Optional.empty()),
            Optional::empty,
            sum,
            Blocks.standard());
    store.put("model-" + round, model.parameters());
    if (optimizer.state().isEmpty()) {
      return Optional.empty();
    }
    store.put("state-" + round, model.state());
    return Optional.of("state-" + round);
  }

  private void begin() {
    for (int i = 0; i < SIZE; i++) {
      parameters[i] = (float) random.nextDouble();
    }
    store.put("model-0", ModelFile.content(TestJob.ID, 0, LAYOUT, parameters));
  }

  private void averages(double... weights) {
    begin();
    float[][] updates = updates(weights.length);

    run(1, new FedAvg(0.5), Optional.empty(), sum(weights, updates));

    float[] expected = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      expected[i] = (float) (parameters[i] + 0.5 * mean(weights, updates, i));
    }
    assertThat(ModelFile.read(store, "model-1", LAYOUT)).isEqualTo(expected);
  }

  @Test
  void fedAvgIsTheMeanWeightedByExamples() {
    averages(600, 17, 1, 250);
  }

  @Test
  void unweightedEveryUpdateCountsTheSame() {
    averages(1, 1, 1);
  }

  @Test
  void aLearningRateOfOneMovesTheModelToTheMeanOfTheClientsModels() {
    begin();
    float[][] updates = updates(2);
    run(1, new FedAvg(1), Optional.empty(), sum(new double[] {1, 1}, updates));

    float[] model = ModelFile.read(store, "model-1", LAYOUT);
    for (int i = 0; i < SIZE; i++) {
      double mean = ((parameters[i] + updates[0][i]) + (parameters[i] + updates[1][i])) / 2.0;
      assertThat(model[i]).isCloseTo((float) mean, org.assertj.core.data.Offset.offset(1e-6f));
    }
  }

  @Test
  void serverMomentumKeepsItsVelocityOverRoundsAndBlocks() {
    begin();
    double[] weights = {2, 3};
    Optional<String> state = Optional.empty();
    for (int round = 1; round <= 3; round++) {
      float[][] updates = updates(2);
      state = run(round, new ServerMomentum(0.7, 0.9), state, sum(weights, updates));
      for (int i = 0; i < SIZE; i++) {
        velocity[i] = 0.9 * velocity[i] + mean(weights, updates, i);
        parameters[i] = (float) (parameters[i] + 0.7 * velocity[i]);
      }
      assertThat(ModelFile.read(store, "model-" + round, LAYOUT))
          .as("round %d", round)
          .isEqualTo(parameters);
    }
  }

  @Test
  void anOptimizerOfSeveralVectorsGetsEachOfThemBack() {
    begin();
    ServerOptimizer counting =
        new ServerOptimizer() {
          @Override
          public List<String> state() {
            return List.of("rounds", "sum");
          }

          @Override
          public double initialState(String name) {
            return name.equals("rounds") ? 10 : 0;
          }

          @Override
          public void step(double[] x, double[] delta, double[][] state, int length) {
            for (int i = 0; i < length; i++) {
              state[0][i] += 1;
              state[1][i] += delta[i];
              x[i] = state[0][i] * 1000 + state[1][i];
            }
          }
        };
    float[][] ones = {new float[SIZE]};
    java.util.Arrays.fill(ones[0], 1);
    Optional<String> state = Optional.empty();
    for (int round = 1; round <= 3; round++) {
      state = run(round, counting, state, sum(new double[] {1}, ones));
    }

    assertThat(ModelFile.read(store, "model-3", LAYOUT)).containsOnly(13_003);
  }

  @Test
  void theStateOfAnotherOptimizerIsRefused() {
    begin();
    float[][] updates = updates(1);
    PartialAggregate sum = sum(new double[] {1}, updates);
    Optional<String> state = run(1, new ServerMomentum(1, 0.5), Optional.empty(), sum);
    ServerOptimizer other =
        new ServerOptimizer() {
          @Override
          public List<String> state() {
            return List.of("variance");
          }

          @Override
          public void step(double[] x, double[] delta, double[][] vectors, int length) {}
        };

    assertThatThrownBy(() -> run(2, other, state, sum))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("variance");
  }

  @Test
  void anOptimizerThatMakesANaNIsADefect() {
    begin();
    PartialAggregate sum = sum(new double[] {1}, updates(1));

    assertThatThrownBy(
            () -> run(1, (x, delta, state, length) -> x[0] = Double.NaN, Optional.empty(), sum))
        .hasMessageContaining("NaN");
  }
}
