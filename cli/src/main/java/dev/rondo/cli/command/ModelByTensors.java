package dev.rondo.cli.command;

import dev.rondo.cli.console.Text;
import dev.rondo.cli.console.UserError;
import dev.rondo.cli.run.Run;
import dev.rondo.learning.data.Dataset;
import dev.rondo.learning.model.Model;
import dev.rondo.learning.model.Models;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.safetensors.Dtype;
import dev.rondo.protocol.safetensors.MalformedSafetensorsException;
import dev.rondo.protocol.safetensors.SafetensorsHeader;
import dev.rondo.protocol.safetensors.SafetensorsReader;
import dev.rondo.protocol.safetensors.Tensor;
import dev.rondo.protocol.store.StoredObject;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A safetensors file with a model's parameters, in any order. */
final class ModelByTensors {

  private final String file;
  private final List<Tensor> tensors;
  private final Map<String, float[]> values;

  private ModelByTensors(String file, List<Tensor> tensors, Map<String, float[]> values) {
    this.file = file;
    this.tensors = tensors;
    this.values = values;
  }

  /**
   * Reads a whole file.
   *
   * @throws UserError if it cannot be read or is not a safetensors file of F32 tensors
   */
  static ModelByTensors read(Path file) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return read(file.toString(), in, Files.size(file));
    } catch (IOException e) {
      throw unreadable(file.toString(), e);
    }
  }

  /**
   * Reads a whole object.
   *
   * @throws UserError if it is missing or is not a safetensors file of F32 tensors
   */
  static ModelByTensors read(Run run, String key) {
    String place = run.location(key);
    try (StoredObject object =
        run.store()
            .get(key)
            .orElseThrow(() -> new UserError(place + ": the file does not exist"))) {
      return read(place, new BufferedInputStream(object.body()), object.info().size());
    } catch (IOException e) {
      throw unreadable(place, e);
    }
  }

  private static ModelByTensors read(String file, InputStream in, long size) throws IOException {
    try (SafetensorsReader reader = SafetensorsReader.open(in, size)) {
      SafetensorsHeader header = reader.header();
      Map<String, float[]> values = new TreeMap<>();
      for (Tensor tensor : header.tensors()) {
        if (tensor.dtype() != Dtype.F32 || tensor.elements() > Integer.MAX_VALUE - 16) {
          throw new UserError(
              "%s: tensor %s is %s %s, but a model's tensors must be F32"
                  .formatted(file, Text.oneLine(tensor.name()), tensor.dtype(), tensor.shape()));
        }
        float[] elements = new float[(int) tensor.elements()];
        reader.readFloats(elements, 0, elements.length);
        values.put(tensor.name(), elements);
      }
      return new ModelByTensors(file, header.tensors(), values);
    } catch (MalformedSafetensorsException e) {
      throw new UserError(
          file + ": not a safetensors file: " + Text.oneLine(String.valueOf(e.getMessage())));
    }
  }

  private static UserError unreadable(String file, IOException e) {
    String reason = e instanceof java.nio.file.NoSuchFileException ? "the file does not exist" : "";
    return new UserError(file + ": " + (reason.isEmpty() ? Text.oneLine(Text.reason(e)) : reason));
  }

  /**
   * The model that has these parameters.
   *
   * @param name its name or file; when empty, the built-in model with these tensors
   * @throws UserError if there is none, or its tensors differ
   */
  Model model(Optional<String> name, Dataset data) {
    if (name.isPresent()) {
      Model model = Models.named(name.get(), data.exampleShape(), data.classes());
      if (!fits(model.layout())) {
        throw new UserError(
            "%s does not have the tensors of %s for this data set. The file has %s; the model has %s."
                .formatted(file, name.get(), describe(tensors), describe(tensorsOf(model))));
      }
      return model;
    }
    for (String builtIn : Models.NAMES) {
      Optional<Model> model = builtIn(builtIn, data);
      if (model.isPresent() && fits(model.get().layout())) {
        return model.get();
      }
    }
    throw new UserError(
        "%s matches no built-in model for this data set (%s). Name its model with --model."
            .formatted(file, describe(tensors)));
  }

  /** Convolutional models require images. */
  private static Optional<Model> builtIn(String name, Dataset data) {
    try {
      return Optional.of(Models.named(name, data.exampleShape(), data.classes()));
    } catch (InvalidInputException doesNotSuit) {
      return Optional.empty();
    }
  }

  /** Whether the file has exactly these tensors. */
  boolean fits(ModelLayout layout) {
    Set<Tensor> wanted = new HashSet<>(layout.inFile(Dtype.F32));
    return wanted.equals(new HashSet<>(tensors));
  }

  private static List<Tensor> tensorsOf(Model model) {
    return model.layout().inFile(Dtype.F32);
  }

  private static String describe(List<Tensor> tensors) {
    StringBuilder text = new StringBuilder();
    for (Tensor tensor : tensors.subList(0, Math.min(12, tensors.size()))) {
      text.append(text.isEmpty() ? "" : ", ")
          .append(Text.oneLine(tensor.name()))
          .append(' ')
          .append(tensor.shape());
    }
    return text + (tensors.size() > 12 ? ", ..." : "");
  }

  /** The parameter vector, in the layout's order. */
  float[] parameters(ModelLayout layout) {
    float[] parameters = new float[layout.parameterCount()];
    int offset = 0;
    for (var tensor : layout.tensors()) {
      float[] elements = values.getOrDefault(tensor.name(), new float[0]);
      System.arraycopy(elements, 0, parameters, offset, elements.length);
      offset += elements.length;
    }
    return parameters;
  }
}
