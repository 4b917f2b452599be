package dev.rondo.cli.command;

import dev.rondo.cli.console.Text;
import dev.rondo.cli.console.UserError;
import dev.rondo.core.safetensors.Dtype;
import dev.rondo.core.safetensors.SafetensorsHeader;
import dev.rondo.core.safetensors.SafetensorsWriter;
import dev.rondo.core.safetensors.Tensor;
import dev.rondo.learning.data.Dataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A data set's folder of shards, one a client, and its test data. A file holds {@code labels} (I64,
 * [n]) and {@code images} (U8, [n, channels, height, width], not divided by 255) or {@code
 * features} (F32, [n, features]).
 *
 * @param folder the data set's folder
 * @param dataset its name
 */
record Shards(Path folder, String dataset) {

  private static final String ENDING = ".safetensors";
  private static final String TEST = "test";
  private static final String SHARD = "shard-";

  /** Whether there are shards or test data here already. */
  boolean exist() {
    return !files().isEmpty();
  }

  /** Removes the shards and the test data that are here, and nothing else. */
  void delete() {
    try {
      for (Path file : files()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UserError("Cannot delete the shards in " + folder + ": " + Text.reason(e));
    }
  }

  private List<Path> files() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> isOurs(file.getFileName().toString())).toList();
    } catch (IOException e) {
      throw new UserError("Cannot read the folder " + folder + ": " + Text.reason(e));
    }
  }

  private static boolean isOurs(String name) {
    return name.equals(TEST + ENDING) || (name.startsWith(SHARD) && name.endsWith(ENDING));
  }

  /** Writes one client's examples. */
  Path writeShard(int client, Dataset examples) {
    return write("%s%05d".formatted(SHARD, client), examples);
  }

  /** Writes the test data. */
  Path writeTest(Dataset examples) {
    return write(TEST, examples);
  }

  private Path write(String shard, Dataset examples) {
    boolean images = examples.size() > 0 && examples.pixels(0).isPresent();
    List<Long> shape = new ArrayList<>();
    shape.add((long) examples.size());
    examples.exampleShape().forEach(dimension -> shape.add((long) dimension));
    // Labels come first, so that their eight bytes an element are aligned in a mapped file.
    List<Tensor> tensors =
        List.of(
            new Tensor("labels", Dtype.I64, List.of((long) examples.size())),
            images
                ? new Tensor("images", Dtype.U8, shape)
                : new Tensor("features", Dtype.F32, shape));
    SafetensorsHeader header =
        SafetensorsHeader.of(
            Map.of(
                "kind",
                "shard",
                "dataset",
                dataset,
                "shard",
                shard,
                "classes",
                Integer.toString(examples.classes())),
            tensors);
    Path target = folder.resolve(shard + ENDING);
    TensorFile.write(target, header, writer -> writeExamples(writer, examples, images));
    return target;
  }

  private static void writeExamples(SafetensorsWriter writer, Dataset examples, boolean images)
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
