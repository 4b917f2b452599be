package dev.rondo.learning.model;

import dev.rondo.learning.network.Activation;
import dev.rondo.learning.network.DenseLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/**
 * Finds out whether a configuration is nothing but what the faster network of dense layers computes
 * as DL4J does. What is not in this list, DL4J computes: dense layers and an output layer with
 * biases, with the activations below, and with the cross-entropy of a softmax without weights.
 */
final class DenseLayers {

  private DenseLayers() {}

  static Optional<List<DenseLayer>> of(MultiLayerConfiguration configuration) {
    boolean flattensAtMost =
        configuration.getInputPreProcessors().entrySet().stream()
            .allMatch(e -> e.getKey() == 0 && e.getValue() instanceof CnnToFeedForwardPreProcessor);
    if (!flattensAtMost) {
      return Optional.empty();
    }
    List<DenseLayer> layers = new ArrayList<>();
    List<NeuralNetConfiguration> confs = configuration.getConfs();
    for (int i = 0; i < confs.size(); i++) {
      Optional<DenseLayer> layer = layer(confs.get(i), i, i == confs.size() - 1);
      if (layer.isEmpty()) {
        return Optional.empty();
      }
      layers.add(layer.get());
    }
    return Optional.of(layers);
  }

  private static Optional<DenseLayer> layer(NeuralNetConfiguration conf, int i, boolean last) {
    if (!(conf.getLayer() instanceof FeedForwardLayer layer) || !isPlain(layer, last)) {
      return Optional.empty();
    }
    Optional<Activation> activation =
        last ? Optional.of(Activation.IDENTITY) : activation(layer.getActivationFn());
    String name = CheckedConfiguration.nameOf(layer, i);
    return activation.map(
        a -> new DenseLayer(name, (int) layer.getNIn(), (int) layer.getNOut(), a));
  }

  private static boolean isPlain(FeedForwardLayer layer, boolean last) {
    boolean known =
        last
            ? layer.getClass() == OutputLayer.class && isPlainOutput((OutputLayer) layer)
            : layer.getClass() == org.deeplearning4j.nn.conf.layers.DenseLayer.class
                && isPlainDense((org.deeplearning4j.nn.conf.layers.DenseLayer) layer);
    return known
        && layer.getIDropout() == null
        && layer.getWeightNoise() == null
        && hasNoPenalty(layer);
  }

  private static boolean isPlainDense(org.deeplearning4j.nn.conf.layers.DenseLayer layer) {
    return layer.isHasBias() && !layer.isHasLayerNorm();
  }

  private static boolean isPlainOutput(OutputLayer layer) {
    return layer.hasBias()
        && layer.getActivationFn().getClass() == ActivationSoftmax.class
        && CrossEntropy.of(layer.getLossFn()).filter(CrossEntropy::isPlain).isPresent();
  }

  private static boolean hasNoPenalty(BaseLayer layer) {
    return (layer.getRegularization() == null || layer.getRegularization().isEmpty())
        && (layer.getRegularizationBias() == null || layer.getRegularizationBias().isEmpty());
  }

  private static Optional<Activation> activation(IActivation activation) {
    Class<?> kind = activation.getClass();
    if (kind == ActivationReLU.class && activation.equals(new ActivationReLU())) {
      return Optional.of(Activation.RELU);
    } else if (kind == ActivationTanH.class) {
      return Optional.of(Activation.TANH);
    } else if (kind == ActivationSigmoid.class) {
      return Optional.of(Activation.SIGMOID);
    } else if (kind == ActivationIdentity.class) {
      return Optional.of(Activation.IDENTITY);
    }
    return Optional.empty();
  }
}
