package dev.rondo.learning.model;

import dev.rondo.learning.network.Activation;
import dev.rondo.learning.network.CnnNetwork;
import dev.rondo.learning.network.ConvolutionShape;
import dev.rondo.learning.network.DenseLayer;
import dev.rondo.learning.network.Network;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Two 5 x 5 convolutions, each with ReLU and 2 x 2 max-pooling, then two dense layers.
 *
 * @param name its name
 * @param inputShape {@code [channels, height, width]}
 * @param convolution1 the first convolution
 * @param convolution2 the second
 * @param dense the dense layers
 */
record BuiltInCnn(
    String name,
    List<Integer> inputShape,
    ConvolutionShape convolution1,
    ConvolutionShape convolution2,
    List<DenseLayer> dense)
    implements Model {

  private static final int KERNEL = 5;

  BuiltInCnn {
    inputShape = List.copyOf(inputShape);
    dense = List.copyOf(dense);
  }

  /** McMahan et al. 2017: 32 and 64 channels, padded to keep the size; 512 hidden units. */
  static Model mcmahan(List<Integer> shape, int classes) {
    Sizes sizes = new Sizes(32, 64, KERNEL / 2, 512, classes);
    return of("mcmahan-cnn", shape, sizes);
  }

  /** kubeFL's CNN: 20 and 50 channels, not padded; 500 hidden units. */
  static Model kubefl(List<Integer> shape, int classes) {
    Sizes sizes = new Sizes(20, 50, 0, 500, classes);
    return of("kubefl-cnn", shape, sizes);
  }

  private static Model of(String name, List<Integer> shape, Sizes sizes) {
    if (shape.size() != 3 || shape.get(1) < 16 || shape.get(2) < 16) {
      throw new InvalidInputException(
          "Model " + name + " needs images of at least 16 x 16 values, but the data has " + shape);
    }
    ConvolutionShape first =
        new ConvolutionShape(
            "conv1",
            shape.get(0),
            sizes.channels1,
            KERNEL,
            sizes.padding,
            shape.get(1),
            shape.get(2));
    ConvolutionShape second =
        new ConvolutionShape(
            "conv2",
            sizes.channels1,
            sizes.channels2,
            KERNEL,
            sizes.padding,
            first.outputHeight() / 2,
            first.outputWidth() / 2);
    int flat = sizes.channels2 * (second.outputHeight() / 2) * (second.outputWidth() / 2);
    List<DenseLayer> dense =
        List.of(
            new DenseLayer("fc1", flat, sizes.hidden, Activation.RELU),
            new DenseLayer("fc2", sizes.hidden, sizes.classes, Activation.IDENTITY));
    return new BuiltInCnn(name, shape, first, second, dense);
  }

  @Override
  public ModelLayout layout() {
    List<TensorSpec> tensors = new ArrayList<>();
    for (ConvolutionShape layer : List.of(convolution1, convolution2)) {
      tensors.add(
          TensorSpec.of(layer.name() + ".weight", layer.outputs(), layer.inputs(), KERNEL, KERNEL));
      tensors.add(TensorSpec.of(layer.name() + ".bias", layer.outputs()));
    }
    dense.forEach(layer -> tensors.addAll(layer.tensors()));
    return new ModelLayout(tensors);
  }

  @Override
  public int classes() {
    return dense.get(dense.size() - 1).outputs();
  }

  @Override
  public float[] initialize(long seed) {
    return FirstParameters.draw(layout(), seed);
  }

  @Override
  public String identity() {
    return inputShape + " " + convolution1 + " " + convolution2 + " " + dense;
  }

  @Override
  public Network newNetwork() {
    return new CnnNetwork(convolution1, convolution2, dense);
  }

  private record Sizes(int channels1, int channels2, int padding, int hidden, int classes) {}
}
