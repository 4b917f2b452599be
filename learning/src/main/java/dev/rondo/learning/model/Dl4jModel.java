package dev.rondo.learning.model;

import dev.rondo.learning.NativeSettings;
import dev.rondo.learning.network.DenseLayer;
import dev.rondo.learning.network.DenseNetwork;
import dev.rondo.learning.network.Dl4jNetwork;
import dev.rondo.learning.network.Network;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.model.ModelLayout;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;

/** Any DL4J network of the layers that have a mapping to named tensors. */
final class Dl4jModel implements Model {

  private final String name;
  private final MultiLayerConfiguration configuration;
  private final List<Integer> inputShape;
  private final List<Integer> networkShape;
  private final int classes;
  private final ModelLayout layout;
  private final List<String> notices;
  private final Optional<List<DenseLayer>> denseLayers;

  private Dl4jModel(
      String name, CheckedConfiguration checked, List<Integer> inputShape, boolean allowDense) {
    this.name = name;
    this.configuration = checked.configuration();
    this.inputShape = List.copyOf(inputShape);
    this.networkShape = checked.networkShape(inputShape);
    this.classes = checked.classes();
    this.notices = checked.notices();
    this.denseLayers = allowDense ? DenseLayers.of(configuration) : Optional.empty();
    this.layout = tryOut();
  }

  static Model of(String name, MultiLayerConfiguration configuration, List<Integer> exampleShape) {
    return of(name, configuration, exampleShape, true);
  }

  /** With {@code allowDense} false, dense layers too are computed by DL4J. */
  static Model of(
      String name,
      MultiLayerConfiguration configuration,
      List<Integer> exampleShape,
      boolean allowDense) {
    NativeSettings.apply();
    CheckedConfiguration checked = CheckedConfiguration.of(name, configuration);
    return new Dl4jModel(name, checked, exampleShape, allowDense);
  }

  /** Computes one example of zeros, so that layers that do not fit are found at once. */
  private ModelLayout tryOut() {
    Dl4jNetwork network = newDl4jNetwork(0);
    int size = inputShape.stream().reduce(1, (a, b) -> a * b);
    try {
      network.predict(new float[size], 1, new float[classes]);
    } catch (RuntimeException e) {
      throw new InvalidInputException(
          String.format(
              "Model %s does not take examples of the shape %s: %s",
              name, inputShape, e.getMessage()),
          e);
    }
    return network.map().layout();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ModelLayout layout() {
    return layout;
  }

  @Override
  public List<Integer> inputShape() {
    return inputShape;
  }

  @Override
  public int classes() {
    return classes;
  }

  /** By the configuration's own weight initialization. */
  @Override
  public float[] initialize(long seed) {
    return newDl4jNetwork(seed).parameters();
  }

  /** The whole configuration; the seed is the job's. */
  @Override
  public String identity() {
    MultiLayerConfiguration copy = configuration.clone();
    copy.getConfs().forEach(layer -> layer.setSeed(0));
    return inputShape + " " + copy.toJson();
  }

  @Override
  public List<String> notices() {
    return notices;
  }

  @Override
  public Network newNetwork() {
    return denseLayers.isPresent() ? new DenseNetwork(denseLayers.get()) : newDl4jNetwork(0);
  }

  private Dl4jNetwork newDl4jNetwork(long seed) {
    MultiLayerConfiguration copy = configuration.clone();
    copy.getConfs().forEach(layer -> layer.setSeed(seed));
    return new Dl4jNetwork(copy, networkShape, classes);
  }
}
