package dev.rondo.learning.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.learning.TestData;
import dev.rondo.learning.data.Dataset;
import dev.rondo.learning.evaluation.Evaluators;
import dev.rondo.learning.model.Configurations;
import dev.rondo.learning.model.Model;
import dev.rondo.learning.model.Models;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.protocol.training.TrainingSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;

class SgdTrainerTest {

  private static final List<Integer> SHAPE = List.of(6);

  static Stream<TrainingSettings> settings() {
    return Stream.of(
        TrainingSettings.sgd(4, 100, 0.5),
        new TrainingSettings(4, 100, 0.5, 0.9, 0, 0),
        new TrainingSettings(4, 100, 0.5, 0, 0.7, 0),
        new TrainingSettings(4, 100, 0.5, 0, 0, 0.01),
        new TrainingSettings(6, 100, 0.5, 0.5, 0.3, 0.1));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void aStepIsTheOneThatTheSettingsDescribe(TrainingSettings settings) {
    Dataset data = TestData.random(40, SHAPE, 3, 1);
    MultiLayerConfiguration regression = Configurations.flat(6, Configurations.output("out", 3));
    for (Model model : bothWays(regression)) {
      float[] base = model.initialize(1);
      double[] expected = ReferenceSgd.train(base, data, settings);
      LocalResult result = Trainers.forModel(model).train(base, data, settings, 1);
      for (int i = 0; i < expected.length; i++) {
        assertThat((double) result.delta()[i]).isCloseTo(expected[i], within(2e-6));
      }
      assertThat(result.examples()).isEqualTo(40);
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void blasAndDl4jAgreeOnDeepNetworks(TrainingSettings whole) {
    TrainingSettings settings =
        new TrainingSettings(
            2, 7, 0.1, whole.momentum(), whole.proxMu(), whole.clip()); // 40 = 5 x 7 + 5
    Dataset data = TestData.random(40, SHAPE, 3, 2);
    MultiLayerConfiguration deep =
        Configurations.flat(
            6,
            Configurations.dense("a", 9, Activation.RELU),
            Configurations.dense("b", 8, Activation.TANH),
            Configurations.dense("c", 7, Activation.SIGMOID),
            Configurations.dense("d", 6, Activation.IDENTITY),
            Configurations.output("e", 3));
    List<LocalResult> results = new ArrayList<>();
    for (Model model : bothWays(deep)) {
      results.add(Trainers.forModel(model).train(model.initialize(5), data, settings, 3));
    }
    assertThat(results.get(0).trainLoss().orElseThrow())
        .isCloseTo(results.get(1).trainLoss().orElseThrow(), within(1e-5));
    float[] blas = results.get(0).delta();
    float[] dl4j = results.get(1).delta();
    double moved = 0;
    for (int i = 0; i < blas.length; i++) {
      assertThat(blas[i]).isCloseTo(dl4j[i], Offset.offset(2e-6f));
      moved = Math.max(moved, Math.abs(blas[i]));
    }
    assertThat(moved).isGreaterThan(1e-3);
  }

  @Test
  void theLossOfTheFirstEpochIsMeasuredBeforeEachStep() {
    Dataset data = TestData.random(12, SHAPE, 3, 1);
    Model model = Models.named("mcmahan-2nn", SHAPE, 3);
    float[] zeros = new float[model.layout().parameterCount()];
    LocalResult result =
        Trainers.forModel(model).train(zeros, data, TrainingSettings.sgd(1, 12, 1), 1);
    assertThat(result.trainLoss().orElseThrow()).isCloseTo(Math.log(3), within(1e-6));
  }

  @Test
  void aLabelThatIsNoClassIsRefusedWithTheIndexOfItsExample() {
    Dataset wrong = TestData.labelled(new int[] {0, 1, 3}, 3);
    Model model = Models.named("mcmahan-2nn", List.of(1), 3);
    float[] base = model.initialize(1);

    assertThatThrownBy(
            () -> Trainers.forModel(model).train(base, wrong, TrainingSettings.sgd(1, 3, 0.1), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The label of example 2 of the training data must be 0 to 2, but is 3");
    assertThatThrownBy(() -> Evaluators.forModel(model, 1).evaluate(base, wrong))
        .hasMessage("The label of example 2 of the test data must be 0 to 2, but is 3");
  }

  @Test
  void l2IsKeptAndNotCountedAsLoss() {
    Dataset data = TestData.random(20, SHAPE, 3, 1);

    Model plain = model(new DenseLayer.Builder().name("a").nOut(5).build());
    Model penalized = model(new DenseLayer.Builder().name("a").nOut(5).l2(0.25).build());
    float[] base = plain.initialize(1);
    TrainingSettings settings = TrainingSettings.sgd(1, 20, 0.1);
    LocalResult without = Trainers.forModel(plain).train(base, data, settings, 1);
    LocalResult with = Trainers.forModel(penalized).train(base, data, settings, 1);
    assertThat(with.trainLoss().orElseThrow())
        .isCloseTo(without.trainLoss().orElseThrow(), within(1e-6));
    for (int i = 0; i < base.length; i++) {
      double penalty = i < 30 ? -0.1 * 0.25 * base[i] : 0; // of a.weight alone
      assertThat((double) with.delta()[i] - without.delta()[i]).isCloseTo(penalty, within(1e-6));
    }
  }

  @Test
  void sameSeedSameBitsOnOneThreadAndOnTwoBesideEachOther()
      throws InterruptedException, ExecutionException {
    Dataset images = TestData.random(30, List.of(1, 8, 8), 3, 1);
    Dataset table = TestData.random(30, SHAPE, 3, 1);
    Layer dropping = new DenseLayer.Builder().name("a").nOut(20).dropOut(0.5).build();
    sameBits(Models.of("norm", Configurations.normalized(true), List.of(1, 8, 8)), images);
    sameBits(model(dropping), table);
    sameBits(Models.named("mcmahan-2nn", SHAPE, 3), table);
  }

  private static void sameBits(Model model, Dataset data)
      throws InterruptedException, ExecutionException {
    LocalTrainer trainer = Trainers.forModel(model);
    TrainingSettings settings = new TrainingSettings(2, 8, 0.1, 0.5, 0.1, 1);
    float[] base = model.initialize(1);
    List<float[]> alone = new ArrayList<>();
    for (int seed = 0; seed < 6; seed++) {
      alone.add(trainer.train(base, data, settings, seed).delta());
    }
    assertThat(alone.get(0)).isNotEqualTo(alone.get(1));
    ExecutorService two = Executors.newFixedThreadPool(2);
    try {
      List<Future<LocalResult>> beside = new ArrayList<>();
      for (int seed = 0; seed < 6; seed++) {
        long own = seed;
        beside.add(two.submit(() -> trainer.train(base, data, settings, own)));
      }
      for (int seed = 0; seed < 6; seed++) {
        assertThat(beside.get(seed).get().delta()).isEqualTo(alone.get(seed));
      }
    } finally {
      two.shutdownNow();
    }
  }

  @Test
  void aHundredClientsOfManySizesLeaveNoMemoryBehind() {
    Model dense = Models.named("mcmahan-2nn", SHAPE, 3);
    Model images = Models.of("norm", Configurations.normalized(false), List.of(1, 8, 8));
    train(dense, SHAPE, 10);
    train(images, List.of(1, 8, 8), 10);
    System.gc();
    long before = Pointer.totalBytes();
    train(dense, SHAPE, 100);
    train(images, List.of(1, 8, 8), 100);
    System.gc();
    assertThat(Pointer.totalBytes() - before).isLessThan(2_000_000);
  }

  private static void train(Model model, List<Integer> shape, int clients) {
    LocalTrainer trainer = Trainers.forModel(model);
    float[] base = model.initialize(1);
    TrainingSettings settings = new TrainingSettings(1, 16, 0.1, 0.5, 0.1, 1);
    for (int client = 0; client < clients; client++) {
      trainer.train(base, TestData.random(20 + client, shape, 3, client), settings, client);
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    Model model = Models.named("mcmahan-2nn", SHAPE, 3);
    LocalTrainer trainer = Trainers.forModel(model);
    float[] base = model.initialize(1);
    TrainingSettings settings = TrainingSettings.sgd(1, 4, 0.1);
    Dataset data = TestData.random(5, SHAPE, 3, 1);
    assertThatThrownBy(() -> trainer.train(new float[3], data, settings, 1))
        .hasMessageContaining(", but is 3");
    assertThatThrownBy(() -> trainer.train(base, data.select(new int[0]), settings, 1))
        .hasMessageContaining("without examples");
    assertThatThrownBy(() -> trainer.train(base, TestData.random(5, List.of(7), 3, 1), settings, 1))
        .hasMessageContaining("the data has [7]");
  }

  private static Model model(Layer first) {
    return Models.of("m", Configurations.flat(6, first, Configurations.output("out", 3)), SHAPE);
  }

  /** On BLAS and through DL4J. */
  private static List<Model> bothWays(MultiLayerConfiguration configuration) {
    return List.of(
        Models.of("blas", configuration, SHAPE),
        Configurations.byDl4j("dl4j", configuration, SHAPE));
  }

  private static Offset<Double> within(double offset) {
    return Offset.offset(offset);
  }
}
