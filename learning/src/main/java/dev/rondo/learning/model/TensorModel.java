package dev.rondo.learning.model;

import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.model.ModelFile;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.Role;
import dev.rondo.protocol.model.RoleRules;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.safetensors.Dtype;
import dev.rondo.protocol.safetensors.MalformedSafetensorsException;
import dev.rondo.protocol.safetensors.SafetensorsHeader;
import dev.rondo.protocol.safetensors.SafetensorsReader;
import dev.rondo.protocol.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** A model of which only the tensors are known: any safetensors file. */
public final class TensorModel implements InitialModel {

  /** How the file of such a model ends. */
  public static final String SUFFIX = ".safetensors";

  private static final Set<Dtype> WIDE =
      EnumSet.of(Dtype.F64, Dtype.I32, Dtype.I64, Dtype.U32, Dtype.U64);

  /** Tensors that a notice names at most. */
  private static final int MOST_NAMED = 3;

  private final String name;
  private final ModelLayout layout;
  private final float[] parameters;
  private final Optional<AdapterConfig> adapter;

  private TensorModel(
      String name, ModelLayout layout, float[] parameters, Optional<AdapterConfig> adapter) {
    this.name = name;
    this.layout = layout;
    this.parameters = parameters;
    this.adapter = adapter;
  }

  /** Whether a model of this name is a safetensors file. */
  public static boolean isNamed(String name) {
    return name.endsWith(SUFFIX);
  }

  /**
   * Reads a model. If it is an adapter of PEFT, its configuration is read from the same folder.
   *
   * @param name the path of a safetensors file
   * @param rules the roles of tensors; others have the role that the file names, or else the one
   *     that their name and type suggest
   * @throws InvalidInputException if it does not exist or is none, if a tensor has no real numbers
   *     or contains one that is not finite, or if a rule fits no tensor
   */
  public static TensorModel read(String name, RoleRules rules) {
    return read(Path.of(name), name, rules);
  }

  /**
   * Reads a model from a file of another name.
   *
   * @param name the model's name
   */
  public static TensorModel read(Path file, String name, RoleRules rules) {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException("Model " + name + " does not exist");
    }
    try (SafetensorsReader reader =
        SafetensorsReader.open(Files.newInputStream(file), Files.size(file))) {
      ModelLayout layout = layout(name, reader.header(), rules);
      float[] parameters = new float[parameterCount(name, layout)];
      int offset = 0;
      for (TensorSpec tensor : layout.tensors()) {
        reader.readNumbers(layout.dtype(tensor.name()), parameters, offset, tensor.size());
        offset += tensor.size();
      }
      checkFinite(name, layout, parameters);
      return new TensorModel(name, layout, parameters, AdapterConfig.beside(file, layout));
    } catch (MalformedSafetensorsException e) {
      throw new InvalidInputException(
          "Model %s is not a valid safetensors file: %s".formatted(name, e.getMessage()), e);
    } catch (IOException e) {
      throw new InvalidInputException("Cannot read model %s: %s".formatted(name, e), e);
    }
  }

  private static ModelLayout layout(String name, SafetensorsHeader header, RoleRules rules) {
    SortedMap<String, Role> roles = new TreeMap<>();
    SortedMap<String, Dtype> dtypes = new TreeMap<>();
    ModelLayout stated = ModelFile.layout(header, "Model " + name);
    for (Tensor tensor : header.tensors()) {
      if (!tensor.dtype().isNumeric()) {
        throw new InvalidInputException(
            "Tensor %s of model %s is %s. Rondo trains F16, BF16, F32, F64, integers and BOOL."
                .formatted(tensor.name(), name, tensor.dtype()));
      }
      Role role =
          rules
              .of(tensor.name())
              .or(() -> Optional.ofNullable(stated.roles().get(tensor.name())))
              .orElseGet(() -> usualRole(tensor));
      if (role != Role.MEAN) {
        roles.put(tensor.name(), role);
      }
      if (tensor.dtype() != Dtype.F32) {
        dtypes.put(tensor.name(), tensor.dtype());
      }
    }
    List<String> unused = rules.unused(stated.tensors().stream().map(TensorSpec::name).toList());
    if (!unused.isEmpty()) {
      throw new InvalidInputException(
          "roles: the pattern %s fits no tensor of model %s".formatted(unused.get(0), name));
    }
    ModelLayout layout = new ModelLayout(stated.tensors(), roles, dtypes);
    if (layout.uploadedCount() == 0 && layout.parameterCount() > 0) {
      throw new InvalidInputException(
          "No tensor of model %s would be uploaded: all have the role keep or personal. Change roles."
              .formatted(name));
    }
    return layout;
  }

  /** PyTorch's batch norm has these names. No optimizer moves an integer. */
  private static Role usualRole(Tensor tensor) {
    if (tensor.name().endsWith("num_batches_tracked")) {
      return Role.MAX;
    }
    return tensor.dtype().isWhole()
            || tensor.name().endsWith("running_mean")
            || tensor.name().endsWith("running_var")
        ? Role.STATISTIC
        : Role.MEAN;
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

  @Override
  public String identity() {
    return adapter.map(AdapterConfig::text).orElse("");
  }

  /** From the file {@link AdapterConfig#FILE} in the same folder. */
  @Override
  public Optional<AdapterConfig> adapter() {
    return adapter;
  }

  @Override
  public List<String> notices() {
    List<String> notices = new ArrayList<>();
    List<String> wide =
        layout.dtypes().entrySet().stream()
            .filter(entry -> WIDE.contains(entry.getValue()))
            .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
            .toList();
    if (!wide.isEmpty()) {
      notices.add(
          "Clients and server exchange all numbers as F32, which has 24 bits of precision."
              + " Tensors with more: "
              + first(wide));
    }
    List<String> personal = layout.personal().stream().map(TensorSpec::name).toList();
    if (!personal.isEmpty()) {
      notices.add(
          "Each client keeps its own values of these tensors: %s. Versions and evaluations by the server use the initial values"
              .formatted(first(personal)));
    }
    return List.copyOf(notices);
  }

  private static String first(List<String> names) {
    return String.join(", ", names.subList(0, Math.min(names.size(), MOST_NAMED)))
        + (names.size() > MOST_NAMED ? ", ..." : "");
  }
}
