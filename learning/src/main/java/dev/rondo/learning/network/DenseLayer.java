package dev.rondo.learning.network;

import dev.rondo.protocol.model.TensorSpec;
import java.util.List;

/**
 * A fully connected layer: {@code activation(x W^T + b)} with W [outputs, inputs].
 *
 * @param name the name of its tensors: {@code name.weight}, {@code name.bias}
 * @param inputs values in
 * @param outputs values out
 * @param activation what follows; the last layer has the identity, and softmax belongs to the loss
 */
public record DenseLayer(String name, int inputs, int outputs, Activation activation) {

  public DenseLayer {
    if (inputs < 1 || outputs < 1) {
      throw new IllegalArgumentException(
          "Layer " + name + " needs at least one input and one output");
    }
  }

  /** Its tensors. */
  public List<TensorSpec> tensors() {
    return List.of(
        TensorSpec.of(name + ".weight", outputs, inputs), TensorSpec.of(name + ".bias", outputs));
  }

  /** The number of its parameters. */
  public int parameterCount() {
    return Math.addExact(Math.multiplyExact(inputs, outputs), outputs);
  }
}
