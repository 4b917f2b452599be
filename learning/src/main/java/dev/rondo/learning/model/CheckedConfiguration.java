package dev.rondo.learning.model;

import dev.rondo.protocol.input.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/**
 * A DL4J configuration of which every layer has a mapping to named tensors and means the same here
 * as in DL4J.
 *
 * @param configuration our own copy, set up for training by us
 * @param classes the number of outputs
 * @param notices what of it does not apply
 */
record CheckedConfiguration(
    MultiLayerConfiguration configuration, int classes, List<String> notices) {

  private static final Set<Class<?>> SUPPORTED =
      Set.of(
          DenseLayer.class,
          OutputLayer.class,
          ConvolutionLayer.class,
          SubsamplingLayer.class,
          BatchNormalization.class,
          ActivationLayer.class,
          DropoutLayer.class,
          GlobalPoolingLayer.class,
          ZeroPaddingLayer.class);

  static CheckedConfiguration of(String name, MultiLayerConfiguration original) {
    MultiLayerConfiguration configuration = original.clone();
    List<NeuralNetConfiguration> confs = configuration.getConfs();
    Set<String> updaters = new TreeSet<>();
    boolean clips = false;
    for (int i = 0; i < confs.size(); i++) {
      Layer layer = confs.get(i).getLayer();
      if (layer == null) {
        throw new InvalidInputException(
            String.format("Model %s: configuration %s has no layer", name, i));
      }
      problem(layer, i == confs.size() - 1).ifPresent(refuse(name, i, layer));
      if (!confs.get(i).isMinimize()) {
        refuse(name, i, layer).accept("maximizes the loss, which is not supported");
      }
      if (layer instanceof BaseLayer base) {
        Optional.ofNullable(base.getIUpdater())
            .ifPresent(updater -> updaters.add(updater.getClass().getSimpleName()));
        clips |=
            base.getGradientNormalization() != null
                && base.getGradientNormalization() != GradientNormalization.None;
      }
    }
    checkPreProcessors(name, configuration);
    List<String> notices = new ArrayList<>();
    if (!updaters.isEmpty()) {
      notices.add(
          String.format(
              "Model %s: its updater (%s) is replaced by the job's SGD settings",
              name, String.join(", ", updaters)));
    }
    if (clips) {
      notices.add(
          String.format(
              "Model %s: its gradient normalization is replaced by the job's clip", name));
    }
    prepare(configuration);
    OutputLayer output = (OutputLayer) confs.get(confs.size() - 1).getLayer();
    if (CrossEntropy.of(output.getLossFn()).flatMap(CrossEntropy::weights).isPresent()) {
      notices.add(
          "Model %s: its loss weighs classes. So does the training loss; the test loss does not"
              .formatted(name));
    }
    return new CheckedConfiguration(configuration, (int) output.getNOut(), List.copyOf(notices));
  }

  /** The shape of an example as the first layer takes it: images stay images, or are flattened. */
  List<Integer> networkShape(List<Integer> exampleShape) {
    InputPreProcessor first = configuration.getInputPreProcess(0);
    Layer layer = configuration.getConf(0).getLayer();
    boolean flat =
        first == null
            ? layer instanceof DenseLayer || layer instanceof OutputLayer
            : first instanceof FeedForwardToCnnPreProcessor;
    return flat
        ? List.of(exampleShape.stream().reduce(1, Math::multiplyExact))
        : List.copyOf(exampleShape);
  }

  /** A layer's name, or {@code layer} and its number. */
  static String nameOf(Layer layer, int index) {
    return Optional.ofNullable(layer.getLayerName())
        .filter(name -> !name.isEmpty())
        .orElse("layer" + index);
  }

  private static java.util.function.Consumer<String> refuse(String model, int i, Layer layer) {
    return problem -> {
      throw new InvalidInputException(
          String.format(
              "Model %s: %s (%s) %s",
              model, nameOf(layer, i), layer.getClass().getSimpleName(), problem));
    };
  }

  private static Optional<String> problem(Layer layer, boolean last) {
    if (!SUPPORTED.contains(layer.getClass())) {
      return Optional.of(
          "has no mapping to named tensors; supported are "
              + SUPPORTED.stream().map(Class::getSimpleName).sorted().toList());
    }
    if (last != layer instanceof OutputLayer) {
      return Optional.of(
          "is in the wrong position: the last layer, and only the last, must be an OutputLayer");
    }
    if (layer.getConstraints() != null && !layer.getConstraints().isEmpty()) {
      return Optional.of("has constraints, which are not supported");
    }
    if (layer instanceof OutputLayer output) {
      Optional<CrossEntropy> loss = CrossEntropy.of(output.getLossFn());
      if (loss.isEmpty() || !(output.getActivationFn() instanceof ActivationSoftmax)) {
        return Optional.of("needs softmax and MCXENT (or NEGATIVELOGLIKELIHOOD)");
      }
      Optional<String> problem = loss.get().problem(output.getNOut());
      if (problem.isPresent()) {
        return problem;
      }
    }
    if (layer instanceof DenseLayer dense && dense.isHasLayerNorm()) {
      return Optional.of("has layer normalization, which has no mapping to named tensors");
    }
    if (layer instanceof BatchNormalization norm && norm.isLockGammaBeta()) {
      return Optional.of("locks gamma and beta, which is not supported");
    }
    if (format(layer) != CNN2DFormat.NCHW) {
      return Optional.of("takes NHWC images; use NCHW");
    }
    return layer instanceof BaseLayer base ? regularizationProblem(base) : Optional.empty();
  }

  private static CNN2DFormat format(Layer layer) {
    if (layer instanceof ConvolutionLayer convolution) {
      return convolution.getCnn2dDataFormat();
    } else if (layer instanceof SubsamplingLayer pooling) {
      return pooling.getCnn2dDataFormat();
    } else if (layer instanceof BatchNormalization norm) {
      return norm.getCnn2DFormat();
    }
    return CNN2DFormat.NCHW;
  }

  private static Optional<String> regularizationProblem(BaseLayer layer) {
    List<Regularization> rules = new ArrayList<>();
    Optional.ofNullable(layer.getRegularization()).ifPresent(rules::addAll);
    Optional.ofNullable(layer.getRegularizationBias()).ifPresent(rules::addAll);
    if (rules.stream().anyMatch(WeightDecay.class::isInstance)) {
      return Optional.of("has weight decay; use l2");
    }
    if (layer.getWeightNoise() != null) {
      return Optional.of("has weight noise, which is not supported");
    }
    return Optional.empty();
  }

  private static void checkPreProcessors(String name, MultiLayerConfiguration configuration) {
    configuration
        .getInputPreProcessors()
        .forEach(
            (i, processor) -> {
              if (!(processor instanceof CnnToFeedForwardPreProcessor)
                  && !(processor instanceof FeedForwardToCnnPreProcessor)) {
                throw new InvalidInputException(
                    String.format(
                        "Model %s: the preprocessor of layer %s (%s) is not supported",
                        name, i, processor.getClass().getSimpleName()));
              }
            });
  }

  private static void prepare(MultiLayerConfiguration configuration) {
    configuration.setBackpropType(BackpropType.Standard);
    configuration.setDataType(DataType.FLOAT);
    configuration.setTrainingWorkspaceMode(WorkspaceMode.ENABLED);
    configuration.setInferenceWorkspaceMode(WorkspaceMode.ENABLED);
    // Saves a tenth of a convolution's time.
    configuration.setCacheMode(CacheMode.DEVICE);
    configuration
        .getConfs()
        .forEach(
            conf -> {
              conf.setCacheMode(CacheMode.DEVICE);
              conf.setMiniBatch(true);
              conf.setDataType(DataType.FLOAT);
            });
  }
}
