package dev.rondo.learning.network;

import java.util.List;
import org.bytedeco.javacpp.FloatPointer;

/**
 * What a dense network keeps of one batch. Products are computed outside the heap, where BLAS needs
 * no copies; what is done to each value alone is done on the heap, where Java's loops are fast.
 */
final class DenseBatch implements AutoCloseable {

  final int capacity;

  /** The inputs of each layer, and at the end the outputs of the last. */
  final FloatPointer[] nativeInputs;

  /** Errors before each layer's activation. */
  final FloatPointer[] nativeErrors;

  final float[][] outputs;
  final float[][] errors;

  private final int inputs;
  private float[] inputErrors = new float[0];

  DenseBatch(List<DenseLayer> layers, int capacity) {
    int depth = layers.size();
    this.capacity = capacity;
    this.inputs = layers.get(0).inputs();
    nativeInputs = new FloatPointer[depth + 1];
    nativeErrors = new FloatPointer[depth];
    outputs = new float[depth][];
    errors = new float[depth][];
    nativeInputs[0] = new FloatPointer((long) capacity * layers.get(0).inputs());
    for (int i = 0; i < depth; i++) {
      int size = Math.multiplyExact(capacity, layers.get(i).outputs());
      nativeInputs[i + 1] = new FloatPointer((long) size);
      nativeErrors[i] = new FloatPointer((long) size);
      outputs[i] = new float[size];
      errors[i] = new float[size];
    }
  }

  /** Room for errors at the inputs, which only the end of a larger network needs. */
  float[] inputErrors() {
    if (inputErrors.length == 0) {
      inputErrors = new float[capacity * inputs];
    }
    return inputErrors;
  }

  @Override
  public void close() {
    for (FloatPointer pointer : nativeInputs) {
      pointer.close();
    }
    for (FloatPointer pointer : nativeErrors) {
      pointer.close();
    }
  }
}
