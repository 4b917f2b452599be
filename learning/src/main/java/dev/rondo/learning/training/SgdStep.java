package dev.rondo.learning.training;

import static org.bytedeco.openblas.global.openblas_nolapack.cblas_saxpy;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sdot;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sscal;

import dev.rondo.learning.network.InPlaceDescent;
import dev.rondo.learning.network.Network;
import dev.rondo.protocol.training.TrainingSettings;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * Moves a network's weights by its gradients, as {@link TrainingSettings} defines a step. DL4J's
 * own updaters are not used: its Nesterov momentum is another algorithm than PyTorch's momentum.
 */
final class SgdStep {

  private final Network network;
  private final List<Part> parts = new ArrayList<>();
  private TrainingSettings settings = TrainingSettings.sgd(1, 1, 1);
  private @Nullable FloatPointer base;
  private @Nullable FloatPointer velocity;

  SgdStep(Network network) {
    this.network = network;
  }

  Network network() {
    return network;
  }

  /** Starts a training: the weights as they are now are its base, and the momentum is zero. */
  void begin(TrainingSettings settings) {
    this.settings = settings;
    FloatPointer weights = network.weights();
    long count = weights.capacity() - weights.position();
    if (settings.proxMu() > 0) {
      base = base == null ? new FloatPointer(count) : base;
      Pointer.memcpy(base, weights, count * Float.BYTES);
    }
    if (settings.momentum() > 0) {
      velocity = velocity == null ? new FloatPointer(count) : velocity;
      Pointer.memset(velocity, 0, count * Float.BYTES);
    }
    if (parts.isEmpty()) {
      network.trained().forEach(range -> parts.add(new Part(range)));
    }
  }

  /** One step on a batch; returns the sum of its examples' losses before the step. */
  double take(float[] features, int[] labels, int count) {
    boolean plain = settings.momentum() == 0 && settings.proxMu() == 0 && settings.clip() == 0;
    if (plain && network instanceof InPlaceDescent inPlace) {
      return inPlace.descend(features, labels, count, settings.learningRate());
    }
    double loss = network.backpropagate(features, labels, count);
    apply();
    return loss;
  }

  /** One step along the network's gradients. */
  private void apply() {
    if (settings.proxMu() > 0 && base != null) {
      for (Part part : parts) {
        cblas_saxpy(part.length, (float) settings.proxMu(), part.weights, 1, part.gradients, 1);
        cblas_saxpy(
            part.length,
            (float) -settings.proxMu(),
            base.getPointer(part.start),
            1,
            part.gradients,
            1);
      }
    }
    if (settings.clip() > 0) {
      clip();
    }
    for (Part part : parts) {
      FloatPointer direction = part.gradients;
      if (settings.momentum() > 0 && velocity != null) {
        direction = velocity.getPointer(part.start);
        cblas_sscal(part.length, (float) settings.momentum(), direction, 1);
        cblas_saxpy(part.length, 1f, part.gradients, 1, direction, 1);
      }
      cblas_saxpy(part.length, (float) -settings.learningRate(), direction, 1, part.weights, 1);
    }
  }

  private void clip() {
    double square = 0;
    for (Part part : parts) {
      square += cblas_sdot(part.length, part.gradients, 1, part.gradients, 1);
    }
    double norm = Math.sqrt(square);
    if (norm > settings.clip()) {
      for (Part part : parts) {
        cblas_sscal(part.length, (float) (settings.clip() / norm), part.gradients, 1);
      }
    }
  }

  /** A range of the weights that is trained. */
  private final class Part {

    private final int start;
    private final int length;
    private final FloatPointer weights;
    private final FloatPointer gradients;

    Part(Network.Range range) {
      this.start = range.start();
      this.length = range.length();
      this.weights = network.weights().getPointer(start);
      this.gradients = network.gradients().getPointer(start);
    }
  }
}
