package dev.rondo.learning.model;

import java.util.Optional;
import java.util.stream.DoubleStream;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossNegativeLogLikelihood;

/**
 * The loss of a classifier in DL4J.
 *
 * @param weights a weight for each class; empty if all count the same
 * @param clip the probability below which DL4J's loss, but not its gradient, is cut off
 */
record CrossEntropy(Optional<double[]> weights, double clip) {

  private static final double DEFAULT_CLIP = new LossMCXENT().getSoftmaxClipEps();

  /** The loss, if it is a cross-entropy. */
  static Optional<CrossEntropy> of(ILossFunction loss) {
    boolean known =
        loss.getClass() == LossMCXENT.class || loss.getClass() == LossNegativeLogLikelihood.class;
    if (!known) {
      return Optional.empty();
    }
    LossMCXENT entropy = (LossMCXENT) loss;
    Optional<double[]> weights =
        Optional.ofNullable(entropy.getWeights()).map(array -> array.dup().data().asDouble());
    return Optional.of(new CrossEntropy(weights, entropy.getSoftmaxClipEps()));
  }

  /** Whether it is the plain cross-entropy, as DL4J's users get it. */
  boolean isPlain() {
    return weights.isEmpty() && clip == DEFAULT_CLIP;
  }

  /** What is wrong with it for an output layer of this many classes. */
  Optional<String> problem(long classes) {
    if (weights.isPresent() && weights.get().length != classes) {
      return Optional.of(
          "has %s class weights in its loss for %s outputs"
              .formatted(weights.get().length, classes));
    }
    boolean valid =
        DoubleStream.of(weights.orElse(new double[0]))
            .allMatch(weight -> weight >= 0 && Double.isFinite(weight));
    return valid
        ? Optional.empty()
        : Optional.of("has a class weight that is no number of at least 0");
  }
}
