package dev.rondo.learning.model;

import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.Role;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.safetensors.Dtype;
import dev.rondo.protocol.safetensors.MalformedSafetensorsException;
import dev.rondo.protocol.safetensors.SafetensorsReader;
import dev.rondo.protocol.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A model of which only the tensors are known: any safetensors file. */
public final class TensorModel implements InitialModel {

  /** How the file of such a model ends. */
  public static final String SUFFIX = ".safetensors";

  private final String name;
  private final ModelLayout layout;
  private final float[] parameters;

  private TensorModel(String name, ModelLayout layout, float[] parameters) {
    this.name = name;
    this.layout = layout;
    this.parameters = parameters;
  }

  /** Whether a model of this name is a safetensors file. */
  public static boolean isNamed(String name) {
    return name.endsWith(SUFFIX);
  }

  /**
   * Reads a model.
   *
   * @param name the path of a safetensors file
   * @throws InvalidInputException if it does not exist or is none, or if a tensor is not F32, or
   *     contains a number that is not finite
   */
  public static TensorModel read(String name) {
    return read(Path.of(name), name);
  }

  /**
   * Reads a model from a file of another name.
   *
   * @param name the model's name
   */
  public static TensorModel read(Path file, String name) {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException("Model " + name + " does not exist");
    }
    try (SafetensorsReader reader =
        SafetensorsReader.open(Files.newInputStream(file), Files.size(file))) {
      List<Tensor> tensors = reader.header().tensors();
      ModelLayout layout =
          new ModelLayout(
              tensors.stream().map(tensor -> spec(name, tensor)).toList(), roles(tensors));
      float[] parameters = new float[parameterCount(name, layout)];
      layout.forEach((offset, size) -> reader.readFloats(parameters, offset, size));
      checkFinite(name, layout, parameters);
      return new TensorModel(name, layout, parameters);
    } catch (MalformedSafetensorsException e) {
      throw new InvalidInputException(
          "Model %s is not a valid safetensors file: %s".formatted(name, e.getMessage()), e);
    } catch (IOException e) {
      throw new InvalidInputException("Cannot read model %s: %s".formatted(name, e), e);
    }
  }

  /** PyTorch's batch norm: these names end its running statistics. */
  private static SortedMap<String, Role> roles(List<Tensor> tensors) {
    SortedMap<String, Role> roles = new TreeMap<>();
    for (Tensor tensor : tensors) {
      if (tensor.name().endsWith("running_mean") || tensor.name().endsWith("running_var")) {
        roles.put(tensor.name(), Role.STATISTIC);
      }
    }
    return roles;
  }

  private static int parameterCount(String name, ModelLayout layout) {
    if (layout.tensors().isEmpty()) {
      throw new InvalidInputException("Model " + name + " has no tensors");
    }
    try {
      return layout.parameterCount();
    } catch (ArithmeticException e) {
      throw new InvalidInputException("Model " + name + " has more than 2^31 - 1 parameters", e);
    }
  }

  private static TensorSpec spec(String name, Tensor tensor) {
    if (tensor.dtype() != Dtype.F32) {
      throw new InvalidInputException(
          "Tensor %s of model %s must be F32, but is %s"
              .formatted(tensor.name(), name, tensor.dtype()));
    }
    return new TensorSpec(tensor.name(), tensor.shape().stream().map(Math::toIntExact).toList());
  }

  private static void checkFinite(String name, ModelLayout layout, float[] parameters) {
    int offset = 0;
    for (TensorSpec tensor : layout.tensors()) {
      for (int i = offset; i < offset + tensor.size(); i++) {
        if (!Float.isFinite(parameters[i])) {
          throw new InvalidInputException(
              "Tensor %s of model %s contains %s".formatted(tensor.name(), name, parameters[i]));
        }
      }
      offset += tensor.size();
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ModelLayout layout() {
    return layout;
  }

  /** The values in the file, for every seed. */
  @Override
  public float[] initialize(long seed) {
    return parameters.clone();
  }
}
