package dev.rondo.learning.network;

import java.util.List;
import org.bytedeco.javacpp.FloatPointer;

/** A network without random parts whose parameters are one vector in the layout's order. */
abstract class FlatNetwork implements Network {

  final int parameterCount;
  final FloatPointer weights;
  final FloatPointer gradients;

  FlatNetwork(int parameterCount, FloatPointer weights, FloatPointer gradients) {
    this.parameterCount = parameterCount;
    this.weights = weights;
    this.gradients = gradients;
  }

  @Override
  public void load(float[] parameters) {
    if (parameters.length != parameterCount) {
      throw new IllegalArgumentException(
          "The number of parameters must be " + parameterCount + ", but is " + parameters.length);
    }
    weights.put(parameters, 0, parameterCount);
  }

  @Override
  public float[] parameters() {
    float[] parameters = new float[parameterCount];
    weights.get(parameters, 0, parameterCount);
    return parameters;
  }

  @Override
  public FloatPointer weights() {
    return weights;
  }

  @Override
  public FloatPointer gradients() {
    return gradients;
  }

  @Override
  public List<Range> trained() {
    return List.of(new Range(0, parameterCount));
  }

  @Override
  public void seed(long seed) {
    // Nothing is random here.
  }
}
