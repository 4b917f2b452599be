package dev.rondo.rounds.step;

import dev.rondo.protocol.safetensors.Dtype;
import dev.rondo.protocol.safetensors.SafetensorsHeader;
import dev.rondo.protocol.safetensors.SafetensorsWriter;
import dev.rondo.protocol.safetensors.Tensor;
import dev.rondo.rounds.testing.TestJob;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A valid update of the test job's third client, to be spoilt in one respect. */
final class UpdateFile {

  static final int CLIENT = 2;

  private final Map<String, String> metadata =
      new LinkedHashMap<>(
          Map.of(
              "kind", "update",
              "job", TestJob.ID,
              "round", "1",
              "base_version", "0",
              "nonce", TestJob.seat(1, CLIENT).nonce(),
              "examples", "3",
              "train_loss", "0.5",
              "encoding", "f32"));
  private List<Tensor> tensors =
      List.of(new Tensor("w", Dtype.F32, List.of(2L, 2L)), new Tensor("b", Dtype.F32, List.of(2L)));
  private float[] data = {0, 0, 1, 0, 0, 0};

  /**
   * A client's update in round 1.
   *
   * @param order w and b, as the file has them
   * @param numbers w's and then b's
   */
  static byte[] of(int client, List<String> order, float... numbers) {
    UpdateFile file = new UpdateFile().with("nonce", TestJob.seat(1, client).nonce()).data(numbers);
    if (order.get(0).equals("b")) {
      file.tensors = List.of(file.tensors.get(1), file.tensors.get(0));
      file.data =
          new float[] {numbers[4], numbers[5], numbers[0], numbers[1], numbers[2], numbers[3]};
    }
    return file.bytes();
  }

  UpdateFile with(String key, String value) {
    metadata.put(key, value);
    return this;
  }

  UpdateFile without(String key) {
    metadata.remove(key);
    return this;
  }

  UpdateFile tensors(Tensor... value) {
    tensors = List.of(value);
    return this;
  }

  UpdateFile data(float... value) {
    data = value;
    return this;
  }

  byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SafetensorsHeader header = SafetensorsHeader.of(metadata, tensors);
    try (SafetensorsWriter writer = new SafetensorsWriter(out, header)) {
      int from = 0;
      for (Tensor tensor : tensors) {
        int count = (int) tensor.elements();
        if (tensor.dtype() == Dtype.F32) {
          writer.writeFloats(data, from, count);
          from += count;
        } else {
          writer.writeDoubles(new double[count], 0, count);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  byte[] bytesWithout(int lastBytes) {
    byte[] bytes = bytes();
    return Arrays.copyOf(bytes, bytes.length - lastBytes);
  }

  /** A file with this header, whatever it says, and so many bytes of data. */
  static byte[] raw(String header, int dataBytes) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .array();
  }
}
