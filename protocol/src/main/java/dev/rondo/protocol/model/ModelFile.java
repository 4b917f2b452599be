package dev.rondo.protocol.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.safetensors.Dtype;
import dev.rondo.protocol.safetensors.SafetensorsHeader;
import dev.rondo.protocol.safetensors.SafetensorsReader;
import dev.rondo.protocol.safetensors.Tensor;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.SafetensorsContent;
import dev.rondo.protocol.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A global model as a safetensors file: F32 tensors in the layout's order. */
public final class ModelFile {

  /** The metadata entry with the roles of tensors, if any is not the default. */
  private static final String ROLES = "roles";

  /** The metadata entry with the types in which clients hold tensors, if any is not F32. */
  private static final String DTYPES = "dtypes";

  private ModelFile() {}

  /** The header of a version's file. */
  public static SafetensorsHeader header(String job, int version, ModelLayout layout) {
    Map<String, String> metadata = new HashMap<>();
    metadata.put("kind", "model");
    metadata.put("job", job);
    metadata.put("version", Integer.toString(version));
    if (!layout.roles().isEmpty()) {
      metadata.put(ROLES, Json.text(layout.roles()));
    }
    if (!layout.dtypes().isEmpty()) {
      metadata.put(DTYPES, Json.text(layout.dtypes()));
    }
    return header(metadata, layout);
  }

  /** The header of another file of F32 tensors. */
  public static SafetensorsHeader header(Map<String, String> metadata, ModelLayout layout) {
    return SafetensorsHeader.of(metadata, layout.inFile(Dtype.F32));
  }

  /**
   * The layout of a version's file.
   *
   * @param place where it came from, for the error
   */
  public static ModelLayout layout(SafetensorsHeader header, String place) {
    return new ModelLayout(
        header.tensors().stream().map(TensorSpec::of).toList(),
        entries(header, ROLES, Role.class, place),
        entries(header, DTYPES, Dtype.class, place));
  }

  private static <T> SortedMap<String, T> entries(
      SafetensorsHeader header, String name, Class<T> type, String place) {
    SortedMap<String, T> entries = new TreeMap<>();
    String text = header.metadata().get(name);
    if (text != null) {
      Json.parse(text, JsonNode.class, place + ": " + name)
          .properties()
          .forEach(entry -> entries.put(entry.getKey(), Json.fromTree(entry.getValue(), type)));
    }
    return entries;
  }

  /** A version's file with these parameters. */
  public static Content content(String job, int version, ModelLayout layout, float[] parameters) {
    return content(header(job, version, layout), parameters);
  }

  /**
   * A version as clients hold it: each tensor in its own type.
   *
   * @param metadata of the file
   */
  public static Content held(Map<String, String> metadata, ModelLayout layout, float[] numbers) {
    return content(SafetensorsHeader.of(metadata, layout.held()), numbers);
  }

  /**
   * A file with this header.
   *
   * @param numbers of all its tensors
   */
  public static Content content(SafetensorsHeader header, float[] numbers) {
    return new SafetensorsContent(
        header,
        writer -> {
          int offset = 0;
          for (Tensor tensor : header.tensors()) {
            int size = Math.toIntExact(tensor.elements());
            writer.writeNumbers(tensor.dtype(), numbers, offset, size);
            offset += size;
          }
        });
  }

  /**
   * A parameter as the file has it. A finite number stays finite, however many huge updates it is
   * the sum of.
   */
  public static float rounded(double parameter) {
    if (Double.isNaN(parameter)) {
      throw new IllegalStateException("The server optimizer produced NaN");
    }
    return (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, parameter));
  }

  /** Reads a model as a whole. */
  public static float[] read(ObjectStore store, String key, ModelLayout layout) {
    StoredObject found =
        store.get(key).orElseThrow(() -> new IllegalStateException(key + " does not exist"));
    return found.read(in -> read(in, found.info().size(), layout, key));
  }

  /**
   * Reads a model as a whole from a copy of its file.
   *
   * @param in the file from its first byte on; closed in any case
   * @param size the size of the whole file in bytes
   * @param place where it came from, for the error
   */
  public static float[] read(InputStream in, long size, ModelLayout layout, String place)
      throws IOException {
    try (SafetensorsReader reader = open(in, size, layout, place)) {
      float[] parameters = new float[layout.parameterCount()];
      layout.forEach((offset, length) -> reader.readFloats(parameters, offset, length));
      return parameters;
    }
  }

  /** Opens a model to read it in blocks, in the layout's order. */
  public static SafetensorsReader open(InputStream in, long size, ModelLayout layout, String key)
      throws IOException {
    SafetensorsReader reader = SafetensorsReader.open(in, size);
    if (!reader.header().tensors().equals(layout.inFile(Dtype.F32))) {
      throw new IllegalStateException(key + " does not contain the tensors of this model");
    }
    return reader;
  }
}
