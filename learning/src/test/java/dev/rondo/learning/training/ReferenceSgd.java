package dev.rondo.learning.training;

import dev.rondo.learning.data.Dataset;
import dev.rondo.protocol.training.TrainingSettings;

/** Softmax regression trained by whole batches in double precision, written to be read. */
final class ReferenceSgd {

  private ReferenceSgd() {}

  /** Steps on all examples at once; returns the change of W [classes, inputs] and b [classes]. */
  static double[] train(float[] base, Dataset data, TrainingSettings settings) {
    double[] weights = new double[base.length];
    for (int i = 0; i < base.length; i++) {
      weights[i] = base[i];
    }
    double[] velocity = new double[base.length];
    for (int epoch = 0; epoch < settings.epochs(); epoch++) {
      double[] gradient = gradient(weights, data);
      double norm = 0;
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] += settings.proxMu() * (weights[i] - base[i]);
        norm += gradient[i] * gradient[i];
      }
      norm = Math.sqrt(norm);
      boolean clips = settings.clip() > 0 && norm > settings.clip();
      for (int i = 0; i < gradient.length; i++) {
        double clipped = clips ? gradient[i] * settings.clip() / norm : gradient[i];
        velocity[i] = settings.momentum() * velocity[i] + clipped;
        weights[i] -= settings.learningRate() * velocity[i];
      }
    }
    for (int i = 0; i < base.length; i++) {
      weights[i] -= base[i];
    }
    return weights;
  }

  private static double[] gradient(double[] weights, Dataset data) {
    int inputs = data.exampleSize();
    int classes = data.classes();
    double[] gradient = new double[weights.length];
    float[] x = new float[inputs];
    for (int n = 0; n < data.size(); n++) {
      data.features(n, x, 0);
      double[] p = new double[classes];
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        double z = weights[classes * inputs + c];
        for (int i = 0; i < inputs; i++) {
          z += weights[c * inputs + i] * x[i];
        }
        p[c] = Math.exp(z);
        sum += p[c];
      }
      for (int c = 0; c < classes; c++) {
        double error = (p[c] / sum - (c == data.label(n) ? 1 : 0)) / data.size();
        for (int i = 0; i < inputs; i++) {
          gradient[c * inputs + i] += error * x[i];
        }
        gradient[classes * inputs + c] += error;
      }
    }
    return gradient;
  }
}
