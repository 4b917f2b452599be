package dev.rondo.learning.model;

import dev.rondo.core.model.ModelLayout;
import dev.rondo.core.training.TrainingSettings;
import dev.rondo.learning.network.Network;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * Two 5 x 5 convolutions, each with ReLU and 2 x 2 max-pooling, then two dense layers.
 *
 * @param name its name
 * @param network the same as a DL4J model
 * @param defaults how it is trained unless the user says otherwise
 */
record BuiltInCnn(String name, Model network, TrainingSettings defaults) implements Model {

  private static final int KERNEL = 5;

  /** McMahan et al. 2017: 32 and 64 channels, padded to keep the size; 512 hidden units. */
  static Model mcmahan(List<Integer> exampleShape, int classes) {
    Sizes sizes = new Sizes(32, 64, KERNEL / 2, 512, classes);
    return of("mcmahan-cnn", exampleShape, sizes, TrainingSettings.sgd(1, 10, 0.1));
  }

  /** kubeFL's CNN: 20 and 50 channels, not padded; 500 hidden units. */
  static Model kubefl(List<Integer> exampleShape, int classes) {
    Sizes sizes = new Sizes(20, 50, 0, 500, classes);
    return of("kubefl-cnn", exampleShape, sizes, new TrainingSettings(1, 64, 0.01, 0.5, 0, 0));
  }

  private static Model of(
      String name, List<Integer> shape, Sizes sizes, TrainingSettings defaults) {
    if (shape.size() != 3 || shape.get(1) < 16 || shape.get(2) < 16) {
      throw new IllegalArgumentException(
          "Model " + name + " takes images of at least 16 x 16 values, the data has " + shape);
    }
    return new BuiltInCnn(name, Dl4jModel.of(name, configuration(shape, sizes), shape), defaults);
  }

  private static MultiLayerConfiguration configuration(List<Integer> shape, Sizes sizes) {
    return new NeuralNetConfiguration.Builder()
        .activation(Activation.RELU)
        .list(
            convolution("conv1", sizes.channels1, sizes.padding),
            pooling(),
            convolution("conv2", sizes.channels2, sizes.padding),
            pooling(),
            new DenseLayer.Builder().name("fc1").nOut(sizes.hidden).build(),
            new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                .name("fc2")
                .nOut(sizes.classes)
                .activation(Activation.SOFTMAX)
                .build())
        .setInputType(InputType.convolutional(shape.get(1), shape.get(2), shape.get(0)))
        .build();
  }

  private static ConvolutionLayer convolution(String name, int channels, int padding) {
    return new ConvolutionLayer.Builder(KERNEL, KERNEL)
        .name(name)
        .nOut(channels)
        .padding(padding, padding)
        .build();
  }

  private static SubsamplingLayer pooling() {
    return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
        .kernelSize(2, 2)
        .stride(2, 2)
        .build();
  }

  @Override
  public ModelLayout layout() {
    return network.layout();
  }

  @Override
  public List<Integer> inputShape() {
    return network.inputShape();
  }

  @Override
  public int classes() {
    return network.classes();
  }

  @Override
  public float[] initialize(long seed) {
    return FirstParameters.draw(layout(), seed);
  }

  @Override
  public Network newNetwork() {
    return network.newNetwork();
  }

  private record Sizes(int channels1, int channels2, int padding, int hidden, int classes) {}
}
