package dev.rondo.learning.network;

import static org.bytedeco.openblas.global.openblas_nolapack.cblas_saxpy;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sscal;

import dev.rondo.learning.NativeSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * Any DL4J network. DL4J computes the gradients; the step is ours, because its momentum is another
 * algorithm than PyTorch's.
 */
public final class Dl4jNetwork implements Network {

  private final MultiLayerNetwork network;
  private final ParameterMap map;
  private final long[] exampleShape;
  private final int exampleSize;
  private final int classes;
  private final FloatPointer weights;
  private final FloatPointer gradients;
  private final List<Range> trained;
  private final List<Range> statistics;
  private final List<Penalty> penalties = new ArrayList<>();
  private Inputs inputs;

  /**
   * Makes a network.
   *
   * @param configuration a checked configuration; not shared with other networks
   * @param exampleShape the shape of one example as the first layer takes it
   * @param classes the number of outputs
   */
  public Dl4jNetwork(
      MultiLayerConfiguration configuration, List<Integer> exampleShape, int classes) {
    NativeSettings.loadNd4j();
    this.network = new MultiLayerNetwork(configuration);
    network.init();
    network.initGradientsView();
    this.map = ParameterMap.of(network);
    this.exampleShape = exampleShape.stream().mapToLong(Integer::longValue).toArray();
    this.exampleSize = (int) Arrays.stream(this.exampleShape).reduce(1, (a, b) -> a * b);
    this.classes = classes;
    this.weights = pointer(network.params());
    this.gradients = pointer(network.getFlattenedGradients());
    this.trained = map.ranges(true);
    this.statistics = map.ranges(false);
    this.inputs = new Inputs(1);
    findPenalties();
  }

  /** Where tensors lie; it also knows the layout. */
  public ParameterMap map() {
    return map;
  }

  @Override
  public void load(float[] parameters) {
    if (parameters.length != network.numParams()) {
      throw new IllegalArgumentException(
          "The number of parameters must be "
              + network.numParams()
              + ", but is "
              + parameters.length);
    }
    weights.put(map.toNative(parameters), 0, parameters.length);
  }

  @Override
  public float[] parameters() {
    float[] values = new float[(int) network.numParams()];
    weights.get(values, 0, values.length);
    return map.fromNative(values);
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
    return trained;
  }

  @Override
  public void seed(long seed) {
    // ND4J's generator belongs to the thread.
    Nd4j.getRandom().setSeed(seed);
  }

  @Override
  public double backpropagate(float[] features, int[] labels, int count) {
    Inputs batch = inputs(count);
    batch.fill(features, labels);
    network.setInput(batch.features);
    network.setLabels(batch.labels);
    network.computeGradientAndScore();
    double score = network.score();
    if (!penalties.isEmpty()) {
      score -= network.calcRegularizationScore(true);
    }
    network.clear();
    for (Range range : statistics) {
      // Here DL4J's "gradient" is the change of a running mean or variance.
      cblas_saxpy(
          range.length(),
          -1f,
          gradients.getPointer(range.start()),
          1,
          weights.getPointer(range.start()),
          1);
    }
    for (Range range : trained) {
      cblas_sscal(range.length(), 1f / count, gradients.getPointer(range.start()), 1);
    }
    for (Penalty penalty : penalties) {
      penalty.rule.apply(penalty.weights, penalty.gradients, 0, 0, 0);
    }
    return score * count;
  }

  @Override
  public void predict(float[] features, int count, float[] target) {
    Inputs batch = inputs(count);
    batch.fill(features, new int[0]);
    try (INDArray output = network.output(batch.features, false)) {
      pointer(output).get(target, 0, count * classes);
    }
    network.clear();
  }

  /** One batch size is kept: that of all batches but an epoch's last. */
  private Inputs inputs(int count) {
    if (inputs.count != count) {
      inputs.close();
      inputs = new Inputs(count);
    }
    return inputs;
  }

  private void findPenalties() {
    INDArray allWeights = network.params().reshape(network.numParams());
    INDArray allGradients = network.getFlattenedGradients().reshape(network.numParams());
    for (Layer layer : network.getLayers()) {
      for (Map.Entry<String, INDArray> parameter : layer.paramTable().entrySet()) {
        List<Regularization> rules =
            layer.conf().getLayer().getRegularizationByParam(parameter.getKey());
        if (rules == null) {
          continue;
        }
        long start = parameter.getValue().offset() - allWeights.offset();
        var range = NDArrayIndex.interval(start, start + parameter.getValue().length());
        for (Regularization rule : rules) {
          penalties.add(new Penalty(rule, allWeights.get(range), allGradients.get(range)));
        }
      }
    }
  }

  private static FloatPointer pointer(INDArray array) {
    FloatPointer pointer = (FloatPointer) array.data().pointer();
    return array.offset() == 0 ? pointer : pointer.getPointer(array.offset());
  }

  /** A rule such as L2, on one tensor. */
  private record Penalty(Regularization rule, INDArray weights, INDArray gradients) {}

  /** The arrays that a batch of one size is copied into. */
  private final class Inputs implements AutoCloseable {

    private final int count;
    private final INDArray features;
    private final INDArray labels;
    private final float[] oneHot;

    Inputs(int count) {
      long[] shape = new long[exampleShape.length + 1];
      shape[0] = count;
      System.arraycopy(exampleShape, 0, shape, 1, exampleShape.length);
      this.count = count;
      this.features = Nd4j.create(DataType.FLOAT, shape, 'c');
      this.labels = Nd4j.create(DataType.FLOAT, new long[] {count, classes}, 'c');
      this.oneHot = new float[count * classes];
    }

    void fill(float[] values, int[] classOf) {
      pointer(features).put(values, 0, count * exampleSize);
      if (classOf.length == 0) {
        return;
      }
      Arrays.fill(oneHot, 0f);
      for (int row = 0; row < count; row++) {
        oneHot[row * classes + classOf[row]] = 1f;
      }
      pointer(labels).put(oneHot, 0, oneHot.length);
    }

    @Override
    public void close() {
      features.close();
      labels.close();
    }
  }
}
