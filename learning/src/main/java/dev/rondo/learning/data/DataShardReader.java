package dev.rondo.learning.data;

import dev.rondo.protocol.data.DataDescription;
import dev.rondo.protocol.safetensors.Dtype;
import dev.rondo.protocol.safetensors.SafetensorsHeader;
import dev.rondo.protocol.safetensors.SafetensorsReader;
import dev.rondo.protocol.safetensors.Tensor;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Reads and validates the tensors of a {@link DataShardFile}. */
final class DataShardReader {

  /** The largest array on every JVM. */
  private static final long MAX_VALUES = Integer.MAX_VALUE - 16;

  /** Labels are read in parts of this many. */
  private static final int PART = 1 << 20;

  private final SafetensorsReader reader;
  private final SafetensorsHeader header;
  private final String place;

  DataShardReader(SafetensorsReader reader, String place) {
    this.reader = reader;
    this.header = reader.header();
    this.place = place;
  }

  Dataset read() throws IOException {
    String kind = header.metadata().getOrDefault("kind", "");
    if (!kind.equals(DataShardFile.KIND)) {
      throw bad(
          "its kind must be 'data-shard', but is '"
              + kind
              + "'; write data shards with rondo data split");
    }
    int classes = classes();
    Tensor labels = tensor(DataShardFile.LABELS);
    Tensor values = values();
    List<Integer> shape = exampleShape(values);
    checkCount(labels, values);
    Optional<DataDescription> description = description(classes, shape);
    int[] labelValues = new int[0];
    byte[] pixels = new byte[0];
    float[] features = new float[0];
    for (Tensor tensor : header.tensors()) {
      switch (tensor.name()) {
        case DataShardFile.LABELS -> labelValues = readLabels((int) tensor.elements(), classes);
        case DataShardFile.IMAGES -> pixels = readPixels((int) tensor.elements());
        default -> features = readFeatures((int) tensor.elements());
      }
    }
    return values.name().equals(DataShardFile.IMAGES)
        ? new ImageDataset(pixels, labelValues, shape, classes)
        : new TableDataset(features, labelValues, shape, classes, description);
  }

  private Optional<DataDescription> description(int classes, List<Integer> shape) {
    Optional<DataDescription> description = DataShardFile.description(header, place);
    description
        .filter(
            read ->
                read.classes().size() != classes || !shape.equals(List.of(read.columns().size())))
        .ifPresent(
            read -> {
              throw bad(
                  "its description has %s columns and %s classes, but its examples have %s and %s"
                      .formatted(read.columns().size(), read.classes().size(), shape, classes));
            });
    return description;
  }

  private int classes() {
    String text = header.metadata().getOrDefault("classes", "");
    if (text.matches("[1-9][0-9]{0,4}") && Integer.parseInt(text) <= DataDescription.MOST_CLASSES) {
      return Integer.parseInt(text);
    }
    throw bad("its metadata say classes '" + text + "'; a number from 1 to 10,000 is needed");
  }

  private Tensor values() {
    if (header.tensors().size() != 2) {
      throw bad(
          "it has "
              + header.tensors().size()
              + " tensors; it needs two: labels, and images or features");
    }
    boolean images = header.tensors().stream().anyMatch(t -> t.name().equals(DataShardFile.IMAGES));
    return tensor(images ? DataShardFile.IMAGES : DataShardFile.FEATURES);
  }

  /** The tensor of this name, with the type and the number of dimensions that go with it. */
  private Tensor tensor(String name) {
    Tensor tensor =
        header.tensors().stream()
            .filter(candidate -> candidate.name().equals(name))
            .findFirst()
            .orElseThrow(() -> bad("it has no tensor " + name));
    int dimensions = tensor.shape().size();
    boolean fits =
        switch (name) {
          case DataShardFile.LABELS -> tensor.dtype() == Dtype.I64 && dimensions == 1;
          case DataShardFile.IMAGES -> tensor.dtype() == Dtype.U8 && dimensions == 4;
          default -> tensor.dtype() == Dtype.F32 && dimensions >= 2;
        };
    if (!fits) {
      throw bad(
          "its tensor "
              + name
              + " is "
              + tensor.dtype()
              + " "
              + tensor.shape()
              + "; labels are I64 [n], images U8 [n, channels, height, width], features F32 [n,"
              + " ...]");
    }
    if (tensor.elements() > MAX_VALUES) {
      throw bad("its tensor " + name + " has more than 2^31 - 17 values; make smaller data shards");
    }
    return tensor;
  }

  private List<Integer> exampleShape(Tensor values) {
    List<Long> shape = values.shape().subList(1, values.shape().size());
    long size = 1;
    for (long dimension : shape) {
      if (dimension < 1 || dimension > MAX_VALUES || size * dimension > MAX_VALUES) {
        throw bad("its examples have the shape " + shape);
      }
      size *= dimension;
    }
    return shape.stream().map(Long::intValue).toList();
  }

  private void checkCount(Tensor labels, Tensor values) {
    if (!labels.shape().get(0).equals(values.shape().get(0))) {
      throw bad(
          "it has " + labels.shape().get(0) + " labels for " + values.shape().get(0) + " examples");
    }
  }

  private int[] readLabels(int count, int classes) throws IOException {
    int[] labels = new int[count];
    long[] part = new long[Math.min(PART, count)];
    for (int done = 0; done < count; done += part.length) {
      int size = Math.min(part.length, count - done);
      reader.readLongs(part, 0, size);
      for (int i = 0; i < size; i++) {
        if (part[i] < 0 || part[i] >= classes) {
          throw bad(
              "label " + (done + i) + " is " + part[i] + "; labels are 0 to " + (classes - 1));
        }
        labels[done + i] = (int) part[i];
      }
    }
    return labels;
  }

  private byte[] readPixels(int count) throws IOException {
    byte[] pixels = new byte[count];
    reader.readBytes(pixels, 0, count);
    return pixels;
  }

  private float[] readFeatures(int count) throws IOException {
    float[] features = new float[count];
    reader.readFloats(features, 0, count);
    for (int i = 0; i < count; i++) {
      if (!Float.isFinite(features[i])) {
        throw bad("value " + i + " of its features is " + features[i]);
      }
    }
    return features;
  }

  private BadDataException bad(String problem) {
    return new BadDataException(place, problem);
  }
}
