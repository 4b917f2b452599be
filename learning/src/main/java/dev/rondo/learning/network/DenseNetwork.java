package dev.rondo.learning.network;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import dev.rondo.learning.NativeSettings;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;

/**
 * A stack of dense layers written straight on BLAS, several times faster than through DL4J for
 * layers this small. Only OpenBLAS is loaded, not ND4J.
 */
public final class DenseNetwork extends FlatNetwork implements InPlaceDescent {

  private final List<DenseLayer> layers;
  private final FloatPointer[] weightViews;
  private final FloatPointer[] gradientViews;
  private final float[][] biases;
  private DenseBatch batch;

  /** Layers must fit together: one's outputs are the next one's inputs. */
  public DenseNetwork(List<DenseLayer> layers) {
    this(layers, allocate(layers), allocate(layers));
  }

  /** As the end of a larger network, whose vectors hold the weights and gradients. */
  DenseNetwork(List<DenseLayer> layers, FloatPointer weights, FloatPointer gradients) {
    super(count(layers), weights, gradients);
    this.layers = List.copyOf(layers);
    this.weightViews = new FloatPointer[layers.size()];
    this.gradientViews = new FloatPointer[layers.size()];
    this.biases = new float[layers.size()][];
    int start = 0;
    for (int i = 0; i < layers.size(); i++) {
      weightViews[i] = weights.getPointer(start);
      gradientViews[i] = gradients.getPointer(start);
      biases[i] = new float[layers.get(i).outputs()];
      start += layers.get(i).parameterCount();
    }
    this.batch = new DenseBatch(layers, 1);
  }

  private static FloatPointer allocate(List<DenseLayer> layers) {
    NativeSettings.loadBlas();
    return new FloatPointer((long) count(layers));
  }

  private static int count(List<DenseLayer> layers) {
    return layers.stream().mapToInt(DenseLayer::parameterCount).reduce(0, Math::addExact);
  }

  @Override
  public double backpropagate(float[] features, int[] labels, int count) {
    return backward(features, labels, count, gradientViews, 1f / count, 0f);
  }

  @Override
  public double descend(float[] features, int[] labels, int count, double learningRate) {
    return backward(features, labels, count, weightViews, (float) (-learningRate / count), 1f);
  }

  /** For each layer, target = keep x target + scale x (the batch's summed gradient). */
  private double backward(
      float[] features, int[] labels, int count, FloatPointer[] targets, float scale, float keep) {
    forward(features, count);
    int last = layers.size() - 1;
    int classes = layers.get(last).outputs();
    double loss = Softmax.lossAndErrors(batch.outputs[last], labels, count, classes);
    float[] errors = batch.outputs[last];
    for (int i = last; i >= 0; i--) {
      batch.nativeErrors[i].put(errors, 0, count * layers.get(i).outputs());
      // The errors below come first: they need the weights as they were.
      float[] below = i > 0 ? errorsBelow(i, count) : errors;
      addGradient(i, errors, count, targets[i], scale, keep);
      errors = below;
    }
    return loss;
  }

  @Override
  public void predict(float[] features, int count, float[] target) {
    forward(features, count);
    int last = layers.size() - 1;
    int classes = layers.get(last).outputs();
    Softmax.apply(batch.outputs[last], count, classes);
    System.arraycopy(batch.outputs[last], 0, target, 0, count * classes);
  }

  private void forward(float[] features, int count) {
    if (count > batch.capacity) {
      batch.close();
      batch = new DenseBatch(layers, count);
    }
    batch.nativeInputs[0].put(features, 0, count * layers.get(0).inputs());
    for (int i = 0; i < layers.size(); i++) {
      DenseLayer layer = layers.get(i);
      int in = layer.inputs();
      int out = layer.outputs();
      FloatPointer result = batch.nativeInputs[i + 1];
      DenseProducts.forward(count, in, out, batch.nativeInputs[i], weightViews[i], result);
      float[] outputs = batch.outputs[i];
      result.get(outputs, 0, count * out);
      addBias(i, outputs, count);
      layer.activation().apply(outputs, count * out);
      if (i < layers.size() - 1) {
        result.put(outputs, 0, count * out);
      }
    }
  }

  private void addBias(int i, float[] outputs, int count) {
    float[] bias = biases[i];
    long start = (long) layers.get(i).inputs() * bias.length;
    weightViews[i].getPointer(start).get(bias, 0, bias.length);
    for (int row = 0; row < count; row++) {
      int offset = row * bias.length;
      for (int k = 0; k < bias.length; k++) {
        outputs[offset + k] += bias[k];
      }
    }
  }

  private void addGradient(
      int i, float[] errors, int count, FloatPointer target, float scale, float keep) {
    int in = layers.get(i).inputs();
    int out = layers.get(i).outputs();
    cblas_sgemm(
        CblasRowMajor,
        CblasTrans,
        CblasNoTrans,
        out,
        in,
        count,
        scale,
        batch.nativeErrors[i],
        out,
        batch.nativeInputs[i],
        in,
        keep,
        target,
        in);
    float[] bias = biases[i];
    FloatPointer biasTarget = target.getPointer((long) in * out);
    biasTarget.get(bias, 0, out);
    for (int k = 0; k < out; k++) {
      double sum = 0;
      for (int row = 0; row < count; row++) {
        sum += errors[row * out + k];
      }
      // Without keeping, what was there is not even looked at: it may be no number.
      bias[k] = (float) (keep == 0 ? scale * sum : bias[k] + scale * sum);
    }
    biasTarget.put(bias, 0, out);
  }

  /** Errors at the network's inputs, of the last batch that went through backpropagate. */
  float[] inputErrors(int count) {
    int in = layers.get(0).inputs();
    float[] errors = batch.inputErrors();
    productWithWeights(0, batch.nativeInputs[0], count);
    batch.nativeInputs[0].get(errors, 0, count * in);
    return errors;
  }

  /** Errors at the outputs of layer {@code i - 1}, before its activation. */
  private float[] errorsBelow(int i, int count) {
    int in = layers.get(i).inputs();
    productWithWeights(i, batch.nativeErrors[i - 1], count);
    float[] errors = batch.errors[i - 1];
    batch.nativeErrors[i - 1].get(errors, 0, count * in);
    layers.get(i - 1).activation().backpropagate(batch.outputs[i - 1], errors, count * in);
    return errors;
  }

  private void productWithWeights(int i, FloatPointer target, int count) {
    int in = layers.get(i).inputs();
    int out = layers.get(i).outputs();
    DenseProducts.backward(count, in, out, batch.nativeErrors[i], weightViews[i], target);
  }
}
