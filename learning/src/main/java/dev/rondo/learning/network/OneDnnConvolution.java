package dev.rondo.learning.network;

import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sscal;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.impl.layers.convolution.Conv2D;
import org.nd4j.linalg.api.ops.impl.layers.convolution.Conv2DDerivative;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A convolution by ND4J's operation, which is oneDNN's where that is built in. Called directly on
 * arrays that stay, without a DL4J layer around it.
 */
final class OneDnnConvolution {

  private final ConvolutionShape shape;
  private final INDArray weights;
  private final INDArray gradients;
  private final INDArray zeroBias;
  private final INDArray unusedBiasGradient;
  private Batch batch;

  /** Weights and gradients start at {@code start} of the network's vectors. */
  OneDnnConvolution(ConvolutionShape shape, INDArray weights, INDArray gradients, int start) {
    this.shape = shape;
    this.weights = kernels(weights, start);
    this.gradients = kernels(gradients, start);
    this.zeroBias = Nd4j.zeros(DataType.FLOAT, shape.outputs());
    this.unusedBiasGradient = Nd4j.zeros(DataType.FLOAT, shape.outputs());
    this.batch = new Batch(1);
  }

  /** Outputs without bias, [count, channels, height, width]; overwritten by the next call. */
  float[] forward(float[] features, int count) {
    if (batch.count != count) {
      batch.close();
      batch = new Batch(count);
    }
    pointer(batch.inputs).put(features, 0, (int) batch.inputs.length());
    Nd4j.exec((CustomOp) new Conv2D(), batch.forward);
    pointer(batch.outputs).get(batch.values, 0, batch.values.length);
    return batch.values;
  }

  /** Computes the mean gradient of the weights; returns the errors at the inputs. */
  float[] backward(float[] errors) {
    pointer(batch.outputs).put(errors, 0, batch.values.length);
    Nd4j.exec((CustomOp) new Conv2DDerivative(), batch.backward);
    cblas_sscal(shape.weightCount(), 1f / batch.count, pointer(gradients), 1);
    pointer(batch.inputErrors).get(batch.errors, 0, batch.errors.length);
    return batch.errors;
  }

  private INDArray kernels(INDArray vector, int start) {
    return vector
        .get(NDArrayIndex.interval(start, start + shape.weightCount()))
        .reshape('c', shape.outputs(), shape.inputs(), shape.kernel(), shape.kernel());
  }

  private static FloatPointer pointer(INDArray array) {
    FloatPointer whole = (FloatPointer) array.data().pointer();
    return array.offset() == 0 ? whole : whole.getPointer(array.offset());
  }

  /** The arrays for one batch size. */
  private final class Batch implements AutoCloseable {

    private final int count;
    private final INDArray inputs;
    private final INDArray outputs;
    private final INDArray inputErrors;
    private final float[] values;
    private final float[] errors;
    private final OpContext forward;
    private final OpContext backward;

    Batch(int count) {
      this.count = count;
      inputs = Nd4j.create(DataType.FLOAT, count, shape.inputs(), shape.height(), shape.width());
      outputs =
          Nd4j.create(
              DataType.FLOAT, count, shape.outputs(), shape.outputHeight(), shape.outputWidth());
      inputErrors = Nd4j.create(DataType.FLOAT, inputs.shape());
      values = new float[(int) outputs.length()];
      errors = new float[(int) inputs.length()];
      forward = context();
      forward.setOutputArray(0, outputs);
      backward = context();
      backward.setInputArray(3, outputs);
      backward.setOutputArray(0, inputErrors);
      backward.setOutputArray(1, gradients);
      backward.setOutputArray(2, unusedBiasGradient);
    }

    private OpContext context() {
      OpContext context = Nd4j.getExecutioner().buildContext();
      int kernel = shape.kernel();
      int padding = shape.padding();
      // Kernel, stride, padding, dilation; padding as given; NCHW; weights [out, in, kh, kw].
      context.setIArguments(kernel, kernel, 1, 1, padding, padding, 1, 1, 0, 0, 1);
      context.setInputArray(0, inputs);
      context.setInputArray(1, weights);
      context.setInputArray(2, zeroBias);
      return context;
    }

    @Override
    public void close() {
      closeContext(forward);
      closeContext(backward);
      inputs.close();
      outputs.close();
      inputErrors.close();
    }

    private static void closeContext(OpContext context) {
      try {
        context.close();
      } catch (Exception e) {
        throw new IllegalStateException("An operation's context cannot be released", e);
      }
    }
  }
}
