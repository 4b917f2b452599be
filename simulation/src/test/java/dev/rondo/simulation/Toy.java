package dev.rondo.simulation;

import dev.rondo.learning.data.Dataset;
import dev.rondo.learning.data.TrainTest;
import dev.rondo.learning.model.Model;
import dev.rondo.learning.network.Network;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.training.Evaluation;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.protocol.training.TrainingSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/** A model, data and a trainer that cost nothing, and yet depend on all that they are given. */
final class Toy {

  static final int PARAMETERS = 50;

  private Toy() {}

  /** A simulation of twelve clients, six of whom each round wants. */
  static Simulation.Builder simulation(Path out) {
    return Simulation.builder()
        .model(new ToyModel())
        .data(data(240))
        .trainer(Toy::train)
        .evaluator((parameters, test) -> evaluate(parameters))
        .out(out)
        .set("job", "toy")
        .set("clients", 12)
        .set("fraction", 0.5)
        .set("rounds", 4);
  }

  static TrainTest data(int examples) {
    return new TrainTest(new ToyData(examples), new ToyData(10));
  }

  /** The first parameter grows by about 0.1 a round; the others wander. */
  static LocalResult train(float[] base, Dataset data, TrainingSettings settings, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] delta = new float[base.length];
    float[] features = new float[data.exampleSize()];
    data.features(0, features, 0);
    for (int i = 1; i < delta.length; i++) {
      delta[i] = (float) (random.nextDouble() - 0.5 + features[0] - 0.01 * base[i]);
    }
    delta[0] = 0.1f;
    return new LocalResult(delta, data.size(), 1 - base[0]);
  }

  static Evaluation evaluate(float[] parameters) {
    double accuracy = Math.min(1, parameters[0]);
    return Evaluation.of(10, 1 - accuracy, accuracy, List.of(accuracy, accuracy));
  }

  private record ToyData(int size) implements Dataset {

    @Override
    public List<Integer> exampleShape() {
      return List.of(2);
    }

    @Override
    public int classes() {
      return 2;
    }

    @Override
    public int label(int i) {
      return i % 2;
    }

    @Override
    public void features(int i, float[] target, int offset) {
      target[offset] = i * 1e-3f;
      target[offset + 1] = label(i);
    }
  }

  private record ToyModel() implements Model {

    @Override
    public String name() {
      return "toy";
    }

    @Override
    public ModelLayout layout() {
      return ModelLayout.of(TensorSpec.of("w", PARAMETERS - 2), TensorSpec.of("b", 2));
    }

    @Override
    public List<Integer> inputShape() {
      return List.of(2);
    }

    @Override
    public int classes() {
      return 2;
    }

    @Override
    public float[] initialize(long seed) {
      float[] parameters = new float[PARAMETERS];
      SplittableRandom random = new SplittableRandom(seed);
      for (int i = 1; i < parameters.length; i++) {
        parameters[i] = (float) random.nextDouble();
      }
      return parameters;
    }

    @Override
    public Network newNetwork() {
      throw new UnsupportedOperationException("The toy is trained without a network");
    }
  }
}
