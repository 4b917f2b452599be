package dev.rondo.trainer;

import dev.rondo.protocol.model.ModelFile;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.safetensors.Dtype;
import dev.rondo.protocol.safetensors.MalformedSafetensorsException;
import dev.rondo.protocol.safetensors.SafetensorsReader;
import dev.rondo.protocol.safetensors.Tensor;
import dev.rondo.protocol.store.Content;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Models in files, between host and trainer. */
final class TensorFiles {

  private TensorFiles() {}

  static void write(Path file, Content content) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      content.writeTo(out);
    }
  }

  /**
   * Reads a file with the tensors of the layout, in any order.
   *
   * @return all numbers, in the layout's order
   * @throws IllegalArgumentException if the file is missing or damaged, has other tensors, or
   *     contains a number that is not finite
   */
  static float[] read(Path file, ModelLayout layout) {
    try (SafetensorsReader reader =
        SafetensorsReader.open(Files.newInputStream(file), Files.size(file))) {
      Map<String, Integer> offsets = new HashMap<>();
      Map<String, TensorSpec> wanted = new HashMap<>();
      int offset = 0;
      for (TensorSpec tensor : layout.tensors()) {
        offsets.put(tensor.name(), offset);
        wanted.put(tensor.name(), tensor);
        offset += tensor.size();
      }
      float[] numbers = new float[offset];
      for (Tensor tensor : reader.header().tensors()) {
        TensorSpec spec = wanted.remove(tensor.name());
        check(spec, tensor);
        int begin = offsets.get(tensor.name());
        reader.readFloats(numbers, begin, spec.size());
        checkFinite(numbers, begin, spec);
      }
      if (!wanted.isEmpty()) {
        throw new IllegalArgumentException(
            "its file lacks the tensor " + wanted.keySet().iterator().next());
      }
      return numbers;
    } catch (MalformedSafetensorsException e) {
      throw new IllegalArgumentException("its file is no safetensors file: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new IllegalArgumentException("its file cannot be read: " + e, e);
    }
  }

  private static void check(@Nullable TensorSpec spec, Tensor tensor) {
    if (spec == null) {
      throw new IllegalArgumentException(
          "its file has the tensor %s, which the model does not have".formatted(tensor.name()));
    }
    if (!spec.shape().stream().map(Integer::longValue).toList().equals(tensor.shape())) {
      throw new IllegalArgumentException(
          "tensor %s must have the shape %s, but has %s"
              .formatted(tensor.name(), spec.shape(), tensor.shape()));
    }
    if (tensor.dtype() != Dtype.F32) {
      throw new IllegalArgumentException(
          "tensor %s must be F32, but is %s".formatted(tensor.name(), tensor.dtype()));
    }
  }

  private static void checkFinite(float[] numbers, int begin, TensorSpec spec) {
    for (int i = begin; i < begin + spec.size(); i++) {
      if (!Float.isFinite(numbers[i])) {
        throw new IllegalArgumentException(
            "tensor %s contains %s. A smaller learning rate often helps"
                .formatted(spec.name(), numbers[i]));
      }
    }
  }

  /** A model for a trainer to read. */
  static Content model(String job, int version, ModelLayout layout, float[] parameters) {
    return ModelFile.content(job, version, layout, parameters);
  }
}
