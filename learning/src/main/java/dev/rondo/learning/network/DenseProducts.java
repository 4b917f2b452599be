package dev.rondo.learning.network;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemv;

import org.bytedeco.javacpp.FloatPointer;

/**
 * Products of a batch with a layer's weights, [out, in] in C order. A matrix product first copies
 * the weights into an order of its own, which for a small batch costs more than the arithmetic; row
 * by row the weights are read where they are. That pays as long as they stay in the processor's
 * cache.
 */
final class DenseProducts {

  private static final int SMALL_BATCH = 16;

  /** 1 MB of floats: the second-level cache of a current server processor. */
  private static final int IN_CACHE = 1 << 18;

  private DenseProducts() {}

  /** outputs [count, out] = inputs [count, in] x weights transposed. */
  static void forward(
      int count, int in, int out, FloatPointer inputs, FloatPointer weights, FloatPointer outputs) {
    if (isSmall(count, in, out)) {
      rows(CblasNoTrans, count, in, out, inputs, in, weights, outputs, out);
      return;
    }
    cblas_sgemm(
        CblasRowMajor,
        CblasNoTrans,
        CblasTrans,
        count,
        out,
        in,
        1f,
        inputs,
        in,
        weights,
        in,
        0f,
        outputs,
        out);
  }

  /** below [count, in] = errors [count, out] x weights. */
  static void backward(
      int count, int in, int out, FloatPointer errors, FloatPointer weights, FloatPointer below) {
    if (isSmall(count, in, out)) {
      rows(CblasTrans, count, in, out, errors, out, weights, below, in);
      return;
    }
    cblas_sgemm(
        CblasRowMajor,
        CblasNoTrans,
        CblasNoTrans,
        count,
        in,
        out,
        1f,
        errors,
        out,
        weights,
        in,
        0f,
        below,
        in);
  }

  private static boolean isSmall(int count, int in, int out) {
    return count <= SMALL_BATCH && (long) in * out <= IN_CACHE;
  }

  private static void rows(
      int transpose,
      int count,
      int in,
      int out,
      FloatPointer from,
      int fromSize,
      FloatPointer weights,
      FloatPointer to,
      int toSize) {
    for (long row = 0; row < count; row++) {
      cblas_sgemv(
          CblasRowMajor,
          transpose,
          out,
          in,
          1f,
          weights,
          in,
          from.getPointer(row * fromSize),
          1,
          0f,
          to.getPointer(row * toSize),
          1);
    }
  }
}
