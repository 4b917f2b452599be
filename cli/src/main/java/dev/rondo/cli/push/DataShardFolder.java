package dev.rondo.cli.push;

import dev.rondo.cli.console.Text;
import dev.rondo.cli.console.UserError;
import dev.rondo.protocol.data.DataIndex;
import dev.rondo.protocol.safetensors.MalformedSafetensorsException;
import dev.rondo.protocol.safetensors.SafetensorsHeader;
import dev.rondo.protocol.safetensors.SafetensorsReader;
import dev.rondo.protocol.safetensors.Tensor;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectKeys;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes a shipment of the files that {@code rondo data split} wrote. */
public final class DataShardFolder {

  private static final String ENDING = ".safetensors";
  private static final String TEST = "test" + ENDING;

  private DataShardFolder() {}

  /** The header of a file. */
  private record Shape(String dataset, int examples, List<Integer> example, int classes) {

    boolean suits(Shape other) {
      return dataset.equals(other.dataset)
          && example.equals(other.example)
          && classes == other.classes;
    }

    String text() {
      return "data set %s, examples of %s, %s classes"
          .formatted(Text.oneLine(dataset), example, classes);
    }
  }

  /**
   * Finds a folder of data shards: this one, or the only one inside it.
   *
   * @throws UserError if there are several inside it
   */
  public static Optional<Path> find(Path folder) {
    if (!dataShards(folder).isEmpty()) {
      return Optional.of(folder);
    }
    List<Path> inside =
        children(folder).stream().filter(child -> !dataShards(child).isEmpty()).toList();
    if (inside.size() > 1) {
      throw new UserError(
          "%s contains several data sets. Choose one: %s"
              .formatted(folder, String.join(", ", inside.stream().map(Path::toString).toList())));
    }
    return inside.stream().findFirst();
  }

  /**
   * Reads the files' headers.
   *
   * @throws UserError if a file is not a data shard, or the files do not belong together
   */
  public static Shipment read(Path folder) {
    Path test = folder.resolve(TEST);
    if (!Files.isRegularFile(test)) {
      throw new UserError(
          test + " does not exist. It must contain the test data, which every round needs.");
    }
    Shape all = shape(test);
    if (!ObjectKeys.isDataset(all.dataset())) {
      throw new UserError(test + ": invalid data set name '" + Text.oneLine(all.dataset()) + "'");
    }
    List<Shipment.Part> parts = new ArrayList<>();
    List<DataIndex.DataShard> index = new ArrayList<>();
    for (Path file : dataShards(folder)) {
      Shape shape = shape(file);
      if (!shape.suits(all)) {
        throw new UserError(
            "%s (%s) does not match %s (%s)".formatted(file, shape.text(), test, all.text()));
      }
      String name = name(file);
      index.add(new DataIndex.DataShard(name, shape.examples()));
      parts.add(new Shipment.Part(ObjectKeys.dataShard(all.dataset(), name), content(file)));
    }
    parts.add(new Shipment.Part(ObjectKeys.testData(all.dataset()), content(test)));
    return new Shipment(new DataIndex(all.dataset(), all.example(), all.classes(), index), parts);
  }

  /** The data shards and the test data in a folder. */
  public static List<Path> files(Path folder) {
    List<Path> files = new ArrayList<>(dataShards(folder));
    Optional.of(folder.resolve(TEST)).filter(Files::isRegularFile).ifPresent(files::add);
    return files;
  }

  private static String name(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.substring(0, name.length() - ENDING.length());
  }

  private static List<Path> dataShards(Path folder) {
    return children(folder).stream()
        .filter(
            file -> String.valueOf(file.getFileName()).matches("shard-[a-z0-9-]+\\.safetensors"))
        .toList();
  }

  private static List<Path> children(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UserError("Cannot read the folder " + folder + ": " + Text.reason(e));
    }
  }

  private static Shape shape(Path file) {
    try (SafetensorsReader reader =
        SafetensorsReader.open(
            new BufferedInputStream(Files.newInputStream(file)), Files.size(file))) {
      SafetensorsHeader header = reader.header();
      String classes = header.metadata().getOrDefault("classes", "");
      Optional<Tensor> values =
          header.tensors().stream()
              .filter(tensor -> List.of("images", "features").contains(tensor.name()))
              .findFirst();
      if (!"data-shard".equals(header.metadata().get("kind"))
          || values.isEmpty()
          || values.get().shape().size() < 2
          || !classes.matches("[1-9][0-9]{0,6}")) {
        throw new UserError(
            file + " is not a data shard file. To write data shard files: rondo data split");
      }
      List<Integer> shape = values.get().shape().stream().map(Math::toIntExact).toList();
      return new Shape(
          header.metadata().getOrDefault("dataset", ""),
          shape.get(0),
          shape.subList(1, shape.size()),
          Integer.parseInt(classes));
    } catch (MalformedSafetensorsException e) {
      throw new UserError(
          file + ": not a safetensors file: " + Text.oneLine(String.valueOf(e.getMessage())));
    } catch (IOException e) {
      throw new UserError("Cannot read " + file + ": " + Text.reason(e));
    }
  }

  private static Content content(Path file) {
    long size = file.toFile().length();
    return new Content() {
      @Override
      public long size() {
        return size;
      }

      @Override
      public void writeTo(OutputStream out) throws IOException {
        Files.copy(file, out);
      }
    };
  }
}
