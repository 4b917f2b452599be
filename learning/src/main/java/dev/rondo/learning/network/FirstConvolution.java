package dev.rondo.learning.network;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import org.bytedeco.javacpp.FloatPointer;

/**
 * The convolution at the input, as one product a image with the matrix of all its patches. It has
 * few channels, for which that is faster than oneDNN; and nobody needs errors at its inputs, which
 * DL4J and oneDNN would compute.
 */
final class FirstConvolution {

  private final ConvolutionShape shape;
  private final FloatPointer weights;
  private final FloatPointer gradients;
  private final int area;
  private final float[] patches;
  private FloatPointer nativePatches = new FloatPointer(0L);
  private FloatPointer nativeValues = new FloatPointer(0L);
  private float[] values = new float[0];

  FirstConvolution(ConvolutionShape shape, FloatPointer weights, FloatPointer gradients) {
    this.shape = shape;
    this.weights = weights;
    this.gradients = gradients;
    this.area = shape.outputHeight() * shape.outputWidth();
    this.patches = new float[shape.fanIn() * area];
  }

  /** Outputs without bias, [count, channels, height, width]; overwritten by the next call. */
  float[] forward(float[] features, int count) {
    int outputs = shape.outputs() * area;
    if (values.length < count * outputs) {
      nativePatches.close();
      nativeValues.close();
      nativePatches = new FloatPointer((long) count * patches.length);
      nativeValues = new FloatPointer((long) count * outputs);
      values = new float[count * outputs];
    }
    for (int example = 0; example < count; example++) {
      gather(features, example * shape.inputs() * shape.height() * shape.width());
      FloatPointer own = nativePatches.getPointer((long) example * patches.length);
      own.put(patches, 0, patches.length);
      cblas_sgemm(
          CblasRowMajor,
          CblasNoTrans,
          CblasNoTrans,
          shape.outputs(),
          area,
          shape.fanIn(),
          1f,
          weights,
          shape.fanIn(),
          own,
          area,
          0f,
          nativeValues.getPointer((long) example * outputs),
          area);
    }
    nativeValues.get(values, 0, count * outputs);
    return values;
  }

  /** The mean gradient of the weights, from the errors at the outputs of the last batch. */
  void backward(float[] errors, int count) {
    int outputs = shape.outputs() * area;
    nativeValues.put(errors, 0, count * outputs);
    for (int example = 0; example < count; example++) {
      cblas_sgemm(
          CblasRowMajor,
          CblasNoTrans,
          CblasTrans,
          shape.outputs(),
          shape.fanIn(),
          area,
          1f / count,
          nativeValues.getPointer((long) example * outputs),
          area,
          nativePatches.getPointer((long) example * patches.length),
          area,
          example == 0 ? 0f : 1f,
          gradients,
          shape.fanIn());
    }
  }

  /** One row for each place in the kernel, one column for each place in the image. */
  private void gather(float[] features, int start) {
    int row = 0;
    for (int channel = 0; channel < shape.inputs(); channel++) {
      int plane = start + channel * shape.height() * shape.width();
      for (int dy = 0; dy < shape.kernel(); dy++) {
        for (int dx = 0; dx < shape.kernel(); dx++) {
          gatherRow(features, plane, dy - shape.padding(), dx - shape.padding(), row * area);
          row++;
        }
      }
    }
  }

  /** Only values within the image are written: what lies outside was zero from the beginning. */
  private void gatherRow(float[] features, int plane, int dy, int dx, int target) {
    int width = shape.outputWidth();
    int first = Math.max(0, -dx);
    int length = Math.min(width, shape.width() - dx) - first;
    for (int y = Math.max(0, -dy); y < Math.min(shape.outputHeight(), shape.height() - dy); y++) {
      int source = plane + (y + dy) * shape.width() + dx + first;
      System.arraycopy(features, source, patches, target + y * width + first, length);
    }
  }
}
