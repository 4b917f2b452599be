package dev.rondo.protocol.store;

import dev.rondo.protocol.safetensors.SafetensorsHeader;
import dev.rondo.protocol.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A safetensors file to store.
 *
 * @param header its header
 * @param tensors writes the data of all tensors, the same at each call
 */
public record SafetensorsContent(SafetensorsHeader header, Tensors tensors) implements Content {

  /** Writes the data of the tensors, in the header's order. */
  @FunctionalInterface
  public interface Tensors {

    void writeTo(SafetensorsWriter writer) throws IOException;
  }

  @Override
  public long size() {
    return header.fileBytes();
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    try (SafetensorsWriter writer = new SafetensorsWriter(out, header)) {
      tensors.writeTo(writer);
    }
  }
}
