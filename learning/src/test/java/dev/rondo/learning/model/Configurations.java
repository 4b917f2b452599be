package dev.rondo.learning.model;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** DL4J configurations for tests. */
public final class Configurations {

  private Configurations() {}

  /** Layers for {@code inputs} features, and Adam. */
  public static MultiLayerConfiguration flat(int inputs, Layer... layers) {
    return builder().list(layers).setInputType(InputType.feedForward(inputs)).build();
  }

  /** Layers for images of one channel, and Adam. */
  public static MultiLayerConfiguration images(int height, int width, Layer... layers) {
    return builder().list(layers).setInputType(InputType.convolutional(height, width, 1)).build();
  }

  /** A small convolutional network with batch normalization on 8 x 8 images. */
  public static MultiLayerConfiguration normalized(boolean logDeviation) {
    return images(
        8,
        8,
        new ConvolutionLayer.Builder(3, 3).name("conv").nOut(4).build(),
        new BatchNormalization.Builder().name("norm").useLogStd(logDeviation).build(),
        new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build(),
        output("out", 3));
  }

  public static DenseLayer dense(String name, int outputs, Activation activation) {
    return new DenseLayer.Builder().name(name).nOut(outputs).activation(activation).build();
  }

  public static OutputLayer output(String name, int classes) {
    return new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
        .name(name)
        .nOut(classes)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static NeuralNetConfiguration.Builder builder() {
    return new NeuralNetConfiguration.Builder().updater(new Adam(0.01)).activation(Activation.RELU);
  }

  /** The model computed by DL4J even if it has dense layers alone. */
  public static Model byDl4j(
      String name, MultiLayerConfiguration configuration, java.util.List<Integer> shape) {
    return Dl4jModel.of(name, configuration, shape, false);
  }
}
