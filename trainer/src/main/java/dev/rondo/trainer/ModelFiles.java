package dev.rondo.trainer;

import dev.rondo.protocol.model.ModelFile;
import dev.rondo.protocol.model.ModelLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The models that trainers read, with each tensor in its own type. Each is written once. The last
 * ones are kept: a training of the round before may still read its base model.
 */
final class ModelFiles implements AutoCloseable {

  private static final int KEPT = 3;

  private final Path folder;
  private final Map<String, Path> files = new LinkedHashMap<>();
  private final AtomicLong number = new AtomicLong();

  ModelFiles(Path folder) {
    this.folder = folder;
  }

  /**
   * The file of a model.
   *
   * @param key says which model it is
   */
  synchronized Path file(
      String key, String job, int version, ModelLayout layout, float[] parameters) {
    String full = key + "@" + version;
    Path known = files.get(full);
    if (known != null) {
      return known;
    }
    Path file = fileOfOne(job, version, layout, parameters);
    files.put(full, file);
    if (files.size() > KEPT) {
      Iterator<Path> oldest = files.values().iterator();
      delete(oldest.next());
      oldest.remove();
    }
    return file;
  }

  /** The file of a model that only one request needs, which deletes it. */
  Path fileOfOne(String job, int version, ModelLayout layout, float[] parameters) {
    try {
      Files.createDirectories(folder);
      Path file = folder.resolve("model-" + number.getAndIncrement() + ".safetensors");
      TensorFiles.write(
          file,
          ModelFile.held(ModelFile.header(job, version, layout).metadata(), layout, parameters));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write a model for the trainer", e);
    }
  }

  @Override
  public synchronized void close() {
    files.values().forEach(ModelFiles::delete);
    files.clear();
  }

  static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + file, e);
    }
  }
}
