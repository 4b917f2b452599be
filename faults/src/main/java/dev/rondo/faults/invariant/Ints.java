package dev.rondo.faults.invariant;

import dev.rondo.faults.service.Bucket.Version;
import dev.rondo.protocol.safetensors.Dtype;
import dev.rondo.protocol.safetensors.MalformedSafetensorsException;
import dev.rondo.protocol.safetensors.SafetensorsReader;
import dev.rondo.protocol.safetensors.Tensor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A file of integers modulo 2^32.
 *
 * @param metadata of the file
 * @param numbers of all tensors, in their order
 */
record Ints(Map<String, String> metadata, List<Integer> numbers) {

  Ints {
    metadata = Map.copyOf(metadata);
    numbers = List.copyOf(numbers);
  }

  /** The integers of an object, or empty if it is not such a file. */
  static Optional<Ints> of(Version version) {
    byte[] bytes = version.bytes();
    try (SafetensorsReader reader =
        SafetensorsReader.open(new ByteArrayInputStream(bytes), bytes.length)) {
      List<Integer> numbers = new ArrayList<>();
      for (Tensor tensor : reader.header().tensors()) {
        if (tensor.dtype() != Dtype.U32) {
          return Optional.empty();
        }
        int[] ints = new int[Math.toIntExact(tensor.elements())];
        reader.readInts(ints, 0, ints.length);
        Arrays.stream(ints).forEach(numbers::add);
      }
      return Optional.of(new Ints(reader.header().metadata(), numbers));
    } catch (MalformedSafetensorsException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
