package dev.rondo.learning.data;

import dev.rondo.protocol.data.DataDescription;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.safetensors.Dtype;
import dev.rondo.protocol.safetensors.MalformedSafetensorsException;
import dev.rondo.protocol.safetensors.SafetensorsHeader;
import dev.rondo.protocol.safetensors.SafetensorsReader;
import dev.rondo.protocol.safetensors.SafetensorsWriter;
import dev.rondo.protocol.safetensors.Tensor;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.SafetensorsContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Examples as a safetensors file, one data shard of a data set or its test data. The tensors are
 * {@code labels} (I64, [n]) and either {@code images} (U8, [n, channels, height, width], not
 * divided by 255) or {@code features} (F32, [n, ...]); the metadata are {@code kind}
 * ("data-shard"), {@code dataset}, {@code data_shard}, {@code classes} and, for a table, its {@code
 * description} as JSON.
 */
public final class DataShardFile {

  static final String KIND = "data-shard";
  static final String LABELS = "labels";
  static final String IMAGES = "images";
  static final String FEATURES = "features";
  static final String DESCRIPTION = "description";

  private DataShardFile() {}

  /**
   * Examples as a file to be stored.
   *
   * @param dataset the data set's name
   * @param dataShard the data shard's name, or that of the test data
   */
  public static Content content(String dataset, String dataShard, Dataset examples) {
    boolean images = examples.size() > 0 && examples.pixels(0).isPresent();
    SafetensorsHeader header = header(dataset, dataShard, examples, images);
    return new SafetensorsContent(header, writer -> write(writer, examples, images));
  }

  /**
   * Reads a file into memory.
   *
   * @param in the file from its first byte on; closed in any case
   * @param size the size of the whole file in bytes, as the store or the file system tells it
   * @param place where it came from, for the error
   * @throws BadDataException when it is not such a file, is too large for memory, or holds a label
   *     out of range or a number that is not finite
   * @throws IOException when {@code in} cannot be read
   */
  public static Dataset read(InputStream in, long size, String place) throws IOException {
    try (SafetensorsReader reader = SafetensorsReader.open(in, size)) {
      return new DataShardReader(reader, place).read();
    } catch (MalformedSafetensorsException e) {
      throw new BadDataException(place, "is not a valid safetensors file: " + e.getMessage(), e);
    }
  }

  /**
   * How the table was read that a file is from, by its header alone; empty if it is from none.
   *
   * @param in the file from its first byte on
   * @param size the size of the whole file in bytes
   * @param place where it came from, for the error
   * @throws BadDataException when it is not such a file
   * @throws IOException when {@code in} cannot be read
   */
  public static Optional<DataDescription> description(InputStream in, long size, String place)
      throws IOException {
    try {
      return description(SafetensorsHeader.read(in, size), place);
    } catch (MalformedSafetensorsException e) {
      throw new BadDataException(place, "is not a valid safetensors file: " + e.getMessage(), e);
    }
  }

  static Optional<DataDescription> description(SafetensorsHeader header, String place) {
    String text = header.metadata().getOrDefault(DESCRIPTION, "");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      byte[] json = text.getBytes(StandardCharsets.UTF_8);
      return Optional.of(Json.parseKnown(json, DataDescription.class, "its description"));
    } catch (InvalidInputException e) {
      throw new BadDataException(place, String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * The number of examples in a file, by its header alone.
   *
   * @param in the file from its first byte on
   * @param size the size of the whole file in bytes
   * @param place where it came from, for the error
   * @throws BadDataException when it is not such a file
   * @throws IOException when {@code in} cannot be read
   */
  public static long examples(InputStream in, long size, String place) throws IOException {
    try {
      return SafetensorsHeader.read(in, size).tensors().stream()
          .filter(tensor -> tensor.name().equals(LABELS))
          .mapToLong(Tensor::elements)
          .findFirst()
          .orElseThrow(() -> new BadDataException(place, "has no tensor " + LABELS));
    } catch (MalformedSafetensorsException e) {
      throw new BadDataException(place, "is not a valid safetensors file: " + e.getMessage(), e);
    }
  }

  private static SafetensorsHeader header(
      String dataset, String dataShard, Dataset examples, boolean images) {
    List<Long> shape = new ArrayList<>();
    shape.add((long) examples.size());
    examples.exampleShape().forEach(dimension -> shape.add((long) dimension));
    Map<String, String> metadata = new HashMap<>();
    metadata.put("kind", KIND);
    metadata.put("dataset", dataset);
    metadata.put("data_shard", dataShard);
    metadata.put("classes", Integer.toString(examples.classes()));
    examples.description().ifPresent(read -> metadata.put(DESCRIPTION, Json.text(read)));
    // Labels come first, so that their eight bytes an element are aligned in a mapped file.
    return SafetensorsHeader.of(
        metadata,
        List.of(
            new Tensor(LABELS, Dtype.I64, List.of((long) examples.size())),
            images ? new Tensor(IMAGES, Dtype.U8, shape) : new Tensor(FEATURES, Dtype.F32, shape)));
  }

  private static void write(SafetensorsWriter writer, Dataset examples, boolean images)
      throws IOException {
    int count = examples.size();
    long[] labels = LongStream.range(0, count).map(i -> examples.label((int) i)).toArray();
    writer.writeLongs(labels, 0, count);
    float[] features = new float[examples.exampleSize()];
    for (int i = 0; i < count; i++) {
      if (images) {
        byte[] pixels = examples.pixels(i).orElseThrow();
        writer.writeBytes(pixels, 0, pixels.length);
      } else {
        examples.features(i, features, 0);
        writer.writeFloats(features, 0, features.length);
      }
    }
  }
}
