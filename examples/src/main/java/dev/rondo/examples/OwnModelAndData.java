package dev.rondo.examples;

import dev.rondo.learning.data.Dataset;
import dev.rondo.learning.data.TrainTest;
import dev.rondo.learning.model.Models;
import dev.rondo.simulation.Simulation;
import dev.rondo.simulation.SimulationResult;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.activations.Activation;

/** Trains a DL4J network of one's own on data of one's own: two spirals in the plane. */
public final class OwnModelAndData {

  /** Point i lies on spiral i mod 2. No two points of training and test data are the same. */
  record Spirals(int size, double shift) implements Dataset {
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
      double radius = (i + shift) / size;
      double angle = Math.PI * (radius + label(i)); // half a turn
      target[offset] = (float) (radius * Math.cos(angle));
      target[offset + 1] = (float) (radius * Math.sin(angle));
    }
  }

  static SimulationResult train(int rounds, Path out) {
    var network =
        new NeuralNetConfiguration.Builder()
            .list(
                new DenseLayer.Builder().nIn(2).nOut(32).activation(Activation.TANH).build(),
                new OutputLayer.Builder().nIn(32).nOut(2).activation(Activation.SOFTMAX).build())
            .build();
    var data = new TrainTest(new Spirals(4000, 0), new Spirals(1000, 0.5));
    var builder = Simulation.builder().set("rounds", rounds).set("epochs", 5).data(data);
    return builder.model(Models.of("spirals", network, List.of(2))).out(out).build().run();
  }

  public static void main(String[] args) {
    System.out.println("Test accuracy " + train(30, Path.of("runs")).bestAccuracy().orElseThrow());
  }
}
