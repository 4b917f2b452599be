package dev.rondo.protocol.encoding;

import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.Role;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.safetensors.SafetensorsHeader;
import dev.rondo.protocol.safetensors.SafetensorsWriter;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.SafetensorsContent;
import java.io.IOException;
import java.util.Map;

/**
 * The file of an update: the tensors that are uploaded, in the layout's order.
 *
 * @param header its header
 * @param layout all tensors
 * @param encoding how the numbers are written
 */
public record EncodedFile(SafetensorsHeader header, ModelLayout layout, Encoding encoding) {

  /** A file with this metadata. */
  public static EncodedFile of(
      Map<String, String> metadata, ModelLayout layout, Encoding encoding) {
    SafetensorsHeader header =
        SafetensorsHeader.of(
            metadata,
            layout.uploaded().stream()
                .map(tensor -> encoding.of(layout.role(tensor.name())).inFile(tensor))
                .toList());
    return new EncodedFile(header, layout, encoding);
  }

  /**
   * The bytes of the file.
   *
   * @param numbers of all tensors of the layout
   * @param seed of what is random in the encoding {@link Encoding#I8}
   */
  public Content content(float[] numbers, long seed) {
    return new SafetensorsContent(header, writer -> write(numbers, seed, writer));
  }

  /**
   * The bytes of a file of masked numbers.
   *
   * @param numbers of all tensors of the layout
   */
  public Content content(int[] numbers) {
    return new SafetensorsContent(
        header,
        writer -> {
          int offset = 0;
          for (TensorSpec tensor : layout.tensors()) {
            if (layout.role(tensor.name()).isUploaded()) {
              writer.writeInts(numbers, offset, tensor.size());
            }
            offset += tensor.size();
          }
        });
  }

  private void write(float[] numbers, long seed, SafetensorsWriter writer) throws IOException {
    Quantizer quantizer = new Quantizer(seed);
    int offset = 0;
    for (TensorSpec tensor : layout.tensors()) {
      Role role = layout.role(tensor.name());
      Encoding own = encoding.of(role);
      if (own == Encoding.I8) {
        quantizer.write(numbers, offset, tensor.size(), writer::writeBytes);
      } else if (role.isUploaded()) {
        writer.writeNumbers(own.dtype(), numbers, offset, tensor.size());
      }
      offset += tensor.size();
    }
  }
}
