package dev.rondo.learning.network;

import java.util.Arrays;

/**
 * Bias, ReLU and 2 x 2 max-pooling in one pass over [examples, channels, height, width]; an odd
 * last row or column is left out.
 */
final class ReluPool {

  private final int channels;
  private final int height;
  private final int width;
  private final int pooledHeight;
  private final int pooledWidth;
  private float[] pooled = new float[0];
  private int[] sources = new int[0];
  private float[] errors = new float[0];

  ReluPool(int channels, int height, int width) {
    this.channels = channels;
    this.height = height;
    this.width = width;
    this.pooledHeight = height / 2;
    this.pooledWidth = width / 2;
  }

  /** Values of one example before pooling. */
  int inputs() {
    return channels * height * width;
  }

  /** Values of one example after pooling. */
  int outputs() {
    return channels * pooledHeight * pooledWidth;
  }

  /** Pools a batch; the result is overwritten by the next call and may be longer than the batch. */
  float[] forward(float[] values, float[] bias, int count) {
    if (pooled.length < count * outputs()) {
      pooled = new float[count * outputs()];
      sources = new int[count * outputs()];
      errors = new float[count * inputs()];
    }
    int target = 0;
    for (int plane = 0; plane < count * channels; plane++) {
      float shift = bias[plane % channels];
      for (int row = 0; row < pooledHeight; row++) {
        int start = plane * height * width + 2 * row * width;
        target = poolRow(values, start, shift, target);
      }
    }
    return pooled;
  }

  private int poolRow(float[] values, int start, float shift, int first) {
    int target = first;
    for (int left = start; left < start + 2 * pooledWidth; left += 2) {
      int upper = values[left + 1] > values[left] ? left + 1 : left;
      int lower = values[left + width + 1] > values[left + width] ? left + width + 1 : left + width;
      int source = values[lower] > values[upper] ? lower : upper;
      pooled[target] = Math.max(values[source] + shift, 0f);
      sources[target] = source;
      target++;
    }
    return target;
  }

  /**
   * Errors before ReLU and pooling, from those behind; overwritten by the next call. The errors of
   * each channel's bias, divided by {@code count}, go to {@code biasGradient}.
   */
  float[] backward(float[] errorsBehind, int count, float[] biasGradient) {
    Arrays.fill(errors, 0, count * inputs(), 0f);
    double[] sums = new double[channels];
    int planeSize = pooledHeight * pooledWidth;
    for (int plane = 0; plane < count * channels; plane++) {
      double sum = 0;
      for (int k = plane * planeSize; k < (plane + 1) * planeSize; k++) {
        float error = pooled[k] > 0 ? errorsBehind[k] : 0f;
        errors[sources[k]] = error;
        sum += error;
      }
      sums[plane % channels] += sum;
    }
    for (int channel = 0; channel < channels; channel++) {
      biasGradient[channel] = (float) (sums[channel] / count);
    }
    return errors;
  }
}
