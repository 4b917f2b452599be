package dev.rondo.learning.network;

import dev.rondo.learning.NativeSettings;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Two convolutions, each with ReLU and 2 x 2 max-pooling, then dense layers: the shape of the
 * built-in CNNs. The same as in DL4J, but without its detours: it computes dense outputs twice in
 * each step, and errors at the network's input that are never used.
 */
public final class CnnNetwork extends FlatNetwork {

  /** ND4J frees the memory of the pointers when these are not reachable any more. */
  @SuppressWarnings("UnusedVariable")
  private final List<INDArray> memory;

  private final FirstConvolution convolution1;
  private final OneDnnConvolution convolution2;
  private final Bias bias1;
  private final Bias bias2;
  private final ReluPool pool1;
  private final ReluPool pool2;
  private final DenseNetwork dense;

  /** The convolutions and dense layers, whose sizes must fit together. */
  public CnnNetwork(ConvolutionShape first, ConvolutionShape second, List<DenseLayer> layers) {
    this(first, second, layers, vector(first, second, layers), vector(first, second, layers));
  }

  private CnnNetwork(
      ConvolutionShape first,
      ConvolutionShape second,
      List<DenseLayer> layers,
      INDArray weightVector,
      INDArray gradientVector) {
    super(
        Math.toIntExact(weightVector.length()),
        (FloatPointer) weightVector.data().pointer(),
        (FloatPointer) gradientVector.data().pointer());
    memory = List.of(weightVector, gradientVector);
    int start2 = first.parameterCount();
    int startDense = start2 + second.parameterCount();
    convolution1 = new FirstConvolution(first, weights, gradients);
    convolution2 = new OneDnnConvolution(second, weightVector, gradientVector, start2);
    bias1 = new Bias(first.weightCount(), first.outputs());
    bias2 = new Bias(start2 + second.weightCount(), second.outputs());
    pool1 = new ReluPool(first.outputs(), first.outputHeight(), first.outputWidth());
    pool2 = new ReluPool(second.outputs(), second.outputHeight(), second.outputWidth());
    dense =
        new DenseNetwork(layers, weights.getPointer(startDense), gradients.getPointer(startDense));
  }

  private static INDArray vector(
      ConvolutionShape first, ConvolutionShape second, List<DenseLayer> layers) {
    NativeSettings.loadNd4j();
    int convolutions = first.parameterCount() + second.parameterCount();
    return Nd4j.create(
        DataType.FLOAT,
        layers.stream().mapToInt(DenseLayer::parameterCount).reduce(convolutions, Math::addExact));
  }

  @Override
  public double backpropagate(float[] features, int[] labels, int count) {
    double loss = dense.backpropagate(convolve(features, count), labels, count);
    float[] errors = pool2.backward(dense.inputErrors(count), count, bias2.values);
    bias2.storeGradient();
    errors = pool1.backward(convolution2.backward(errors), count, bias1.values);
    bias1.storeGradient();
    convolution1.backward(errors, count);
    return loss;
  }

  @Override
  public void predict(float[] features, int count, float[] target) {
    dense.predict(convolve(features, count), count, target);
  }

  private float[] convolve(float[] features, int count) {
    float[] first = pool1.forward(convolution1.forward(features, count), bias1.load(), count);
    return pool2.forward(convolution2.forward(first, count), bias2.load(), count);
  }

  /** A convolution's bias, copied between the vectors and the heap. */
  private final class Bias {

    private final long start;
    private final float[] values;

    Bias(int start, int count) {
      this.start = start;
      this.values = new float[count];
    }

    float[] load() {
      weights.getPointer(start).get(values, 0, values.length);
      return values;
    }

    void storeGradient() {
      gradients.getPointer(start).put(values, 0, values.length);
    }
  }
}
