package dev.rondo.trainer;

import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.Role;
import dev.rondo.protocol.model.TensorSpec;
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

/** Models in files, between host and trainer. */
final class TensorFiles {

  private TensorFiles() {}

  /** A tensor and where its numbers begin in the parameter vector. */
  private record Place(TensorSpec spec, int offset) {}

  static void write(Path file, Content content) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      content.writeTo(out);
    }
  }

  /**
   * Reads a file with the tensors of the layout, in any order and of any numeric types. It may lack
   * those that the server keeps.
   *
   * @return all numbers, in the layout's order
   * @throws IllegalArgumentException if the file is missing or damaged, has other tensors, or
   *     contains a number that is not finite
   */
  static float[] read(Path file, ModelLayout layout) {
    try (SafetensorsReader reader =
        SafetensorsReader.open(Files.newInputStream(file), Files.size(file))) {
      Map<String, Place> wanted = new HashMap<>();
      int offset = 0;
      for (TensorSpec tensor : layout.tensors()) {
        wanted.put(tensor.name(), new Place(tensor, offset));
        offset += tensor.size();
      }
      float[] numbers = new float[offset];
      for (Tensor tensor : reader.header().tensors()) {
        Place place = wanted.remove(tensor.name());
        if (place == null) {
          throw new IllegalArgumentException(
              "its file has the tensor %s, which the model does not have".formatted(tensor.name()));
        }
        check(place.spec(), tensor);
        reader.readNumbers(tensor.dtype(), numbers, place.offset(), place.spec().size());
        checkFinite(numbers, place);
      }
      wanted.keySet().removeIf(name -> layout.role(name) == Role.KEEP);
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

  private static void check(TensorSpec spec, Tensor tensor) {
    if (!spec.shape().stream().map(Integer::longValue).toList().equals(tensor.shape())) {
      throw new IllegalArgumentException(
          "tensor %s must have the shape %s, but has %s"
              .formatted(tensor.name(), spec.shape(), tensor.shape()));
    }
    if (!tensor.dtype().isNumeric()) {
      throw new IllegalArgumentException(
          "tensor %s is %s, which is no type of real numbers"
              .formatted(tensor.name(), tensor.dtype()));
    }
  }

  private static void checkFinite(float[] numbers, Place place) {
    int end = place.offset() + place.spec().size(); // The size is a product over the shape.
    for (int i = place.offset(); i < end; i++) {
      if (!Float.isFinite(numbers[i])) {
        throw new IllegalArgumentException(
            "tensor %s contains %s. A smaller learning rate often helps"
                .formatted(place.spec().name(), numbers[i]));
      }
    }
  }
}
