package dev.rondo.learning.model;

import dev.rondo.learning.network.DenseLayer;
import dev.rondo.learning.network.DenseNetwork;
import dev.rondo.learning.network.Network;
import dev.rondo.protocol.model.ModelLayout;
import java.util.List;

/**
 * A stack of dense layers with softmax at its end.
 *
 * @param name its name
 * @param inputShape the shape of one example, which is flattened in C order
 * @param layers the layers, from input to output
 */
record DenseModel(String name, List<Integer> inputShape, List<DenseLayer> layers) implements Model {

  DenseModel {
    inputShape = List.copyOf(inputShape);
    layers = List.copyOf(layers);
  }

  @Override
  public ModelLayout layout() {
    return new ModelLayout(layers.stream().flatMap(layer -> layer.tensors().stream()).toList());
  }

  @Override
  public int classes() {
    return layers.get(layers.size() - 1).outputs();
  }

  @Override
  public float[] initialize(long seed) {
    return FirstParameters.draw(layout(), seed);
  }

  @Override
  public String identity() {
    return inputShape + " " + layers;
  }

  @Override
  public Network newNetwork() {
    return new DenseNetwork(layers);
  }
}
