package dev.rondo.learning.network;

import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.Role;
import dev.rondo.protocol.model.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where each tensor of PyTorch's names and layouts lies in DL4J's parameter vector.
 *
 * <p>A DL4J dense weight is [in, out] in Fortran order, which are the bytes of [out, in] in C
 * order; a convolution is [out, in, kh, kw] in C order. So only the places differ, and batch
 * normalization may keep the base-10 logarithm of the deviation where PyTorch has the variance.
 */
public final class ParameterMap {

  /** DL4J's names in PyTorch's order. */
  private static final List<String> KEYS =
      List.of(
          DefaultParamInitializer.WEIGHT_KEY,
          DefaultParamInitializer.BIAS_KEY,
          BatchNormalizationParamInitializer.GAMMA,
          BatchNormalizationParamInitializer.BETA,
          BatchNormalizationParamInitializer.GLOBAL_MEAN,
          BatchNormalizationParamInitializer.GLOBAL_VAR,
          BatchNormalizationParamInitializer.GLOBAL_LOG_STD);

  private final ModelLayout layout;
  private final List<Segment> segments;

  private ParameterMap(ModelLayout layout, List<Segment> segments) {
    this.layout = layout;
    this.segments = segments;
  }

  /** The map of a network whose layers have been checked. */
  public static ParameterMap of(MultiLayerNetwork network) {
    List<TensorSpec> tensors = new ArrayList<>();
    SortedMap<String, Role> roles = new TreeMap<>();
    List<Segment> segments = new ArrayList<>();
    int start = 0;
    long origin = network.params().offset();
    for (int i = 0; i < network.getnLayers(); i++) {
      Layer layer = network.getLayer(i);
      String name = layerName(layer, i);
      for (Map.Entry<String, INDArray> parameter : inOrder(layer.paramTable()).entrySet()) {
        INDArray view = parameter.getValue();
        TensorSpec tensor = tensor(name, parameter.getKey(), view);
        tensors.add(tensor);
        Kind kind = kind(parameter.getKey());
        if (kind != Kind.TRAINED) {
          roles.put(tensor.name(), Role.STATISTIC);
        }
        segments.add(new Segment(start, (int) (view.offset() - origin), tensor.size(), kind));
        start += tensor.size();
      }
    }
    return new ParameterMap(new ModelLayout(tensors, roles), List.copyOf(segments));
  }

  /** The tensors in their order. */
  public ModelLayout layout() {
    return layout;
  }

  /** From the layout's order to DL4J's. */
  float[] toNative(float[] parameters) {
    float[] target = new float[parameters.length];
    for (Segment segment : segments) {
      if (segment.kind == Kind.LOG_DEVIATION) {
        for (int k = 0; k < segment.length; k++) {
          double variance = Math.max(parameters[segment.start + k], Float.MIN_NORMAL);
          target[segment.nativeStart + k] = (float) (0.5 * StrictMath.log10(variance));
        }
      } else {
        System.arraycopy(parameters, segment.start, target, segment.nativeStart, segment.length);
      }
    }
    return target;
  }

  /** From DL4J's order to the layout's. */
  float[] fromNative(float[] values) {
    float[] target = new float[values.length];
    for (Segment segment : segments) {
      if (segment.kind == Kind.LOG_DEVIATION) {
        for (int k = 0; k < segment.length; k++) {
          double logDeviation = values[segment.nativeStart + k];
          target[segment.start + k] = (float) StrictMath.pow(10, 2 * logDeviation);
        }
      } else {
        System.arraycopy(values, segment.nativeStart, target, segment.start, segment.length);
      }
    }
    return target;
  }

  /** The native ranges that gradients move, or those that they do not. */
  List<Network.Range> ranges(boolean trained) {
    List<Network.Range> ranges = new ArrayList<>();
    segments.stream()
        .filter(segment -> (segment.kind == Kind.TRAINED) == trained)
        .sorted((a, b) -> Integer.compare(a.nativeStart, b.nativeStart))
        .forEach(segment -> append(ranges, segment));
    return List.copyOf(ranges);
  }

  private static void append(List<Network.Range> ranges, Segment segment) {
    int last = ranges.size() - 1;
    if (last >= 0 && ranges.get(last).start() + ranges.get(last).length() == segment.nativeStart) {
      int start = ranges.get(last).start();
      ranges.set(last, new Network.Range(start, ranges.get(last).length() + segment.length));
    } else {
      ranges.add(new Network.Range(segment.nativeStart, segment.length));
    }
  }

  /** A layer's name in the file, or {@code layer} and its number. */
  private static String layerName(Layer layer, int index) {
    return Optional.ofNullable(layer.conf().getLayer().getLayerName())
        .filter(name -> !name.isEmpty())
        .orElse("layer" + index);
  }

  private static Map<String, INDArray> inOrder(Map<String, INDArray> parameters) {
    Map<String, INDArray> ordered = new LinkedHashMap<>(parameters);
    ordered.keySet().retainAll(KEYS);
    if (ordered.size() < parameters.size()) {
      throw new InvalidInputException(
          "Of the parameters " + parameters.keySet() + " some have no mapping to tensors");
    }
    ordered.clear();
    for (String key : KEYS) {
      if (parameters.containsKey(key)) {
        ordered.put(key, parameters.get(key));
      }
    }
    return ordered;
  }

  private static TensorSpec tensor(String layer, String key, INDArray view) {
    long[] shape = view.shape();
    String name = layer + "." + suffix(key);
    if (key.equals(DefaultParamInitializer.WEIGHT_KEY)) {
      boolean dense = shape.length == 2;
      if (view.ordering() != (dense ? 'f' : 'c') || (shape.length != 2 && shape.length != 4)) {
        throw new InvalidInputException("Tensor " + name + " has a layout without a mapping");
      }
      return dense
          ? TensorSpec.of(name, (int) shape[1], (int) shape[0])
          : new TensorSpec(name, LongStream.of(shape).mapToObj(n -> (int) n).toList());
    }
    return TensorSpec.of(name, (int) view.length());
  }

  private static String suffix(String key) {
    return switch (key) {
      case BatchNormalizationParamInitializer.GLOBAL_MEAN -> "running_mean";
      case BatchNormalizationParamInitializer.GLOBAL_VAR,
          BatchNormalizationParamInitializer.GLOBAL_LOG_STD ->
          "running_var";
      case DefaultParamInitializer.BIAS_KEY, BatchNormalizationParamInitializer.BETA -> "bias";
      default -> "weight";
    };
  }

  private static Kind kind(String key) {
    return switch (key) {
      case BatchNormalizationParamInitializer.GLOBAL_MEAN,
          BatchNormalizationParamInitializer.GLOBAL_VAR ->
          Kind.STATISTIC;
      case BatchNormalizationParamInitializer.GLOBAL_LOG_STD -> Kind.LOG_DEVIATION;
      default -> Kind.TRAINED;
    };
  }

  private enum Kind {
    TRAINED,
    STATISTIC,
    LOG_DEVIATION
  }

  private record Segment(int start, int nativeStart, int length, Kind kind) {}
}
