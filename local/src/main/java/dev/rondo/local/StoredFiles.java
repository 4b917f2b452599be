package dev.rondo.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Finds the files of a store on a directory. */
final class StoredFiles {

  /** The order of keys: that of their bytes in UTF-8. */
  private static final Comparator<String> IN_UTF_8 =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

  /** No folder of a store has such a name. */
  private static final List<String> OBJECT_ENDINGS = List.of(".json", ".safetensors");

  private final Path root;
  private final Path work;

  /**
   * @param work the folder of what is not an object yet
   */
  StoredFiles(Path root, Path work) {
    this.root = root;
    this.work = work;
  }

  /** An object's file, and what the file system said about it. */
  record Entry(String key, Path path, BasicFileAttributes attributes) {}

  /**
   * The files in a folder whose keys start with a prefix, by key. Other processes may add and
   * delete files in the meantime.
   */
  SortedMap<String, Entry> startingWith(Path folder, String prefix) throws IOException {
    SortedMap<String, Entry> files = new TreeMap<>(IN_UTF_8);
    if (Files.isDirectory(folder)) {
      Files.walkFileTree(folder, new Visitor(prefix, files));
    }
    return files;
  }

  /**
   * The keys of these files, in order. What has the ending of an object is not asked whether it is
   * a file: that would take most of the time of a long listing.
   */
  List<String> keysStartingWith(Path folder, String prefix) throws IOException {
    List<String> keys = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      collect(folder, folder.equals(root) ? "" : key(folder) + "/", prefix, keys);
    }
    keys.sort(IN_UTF_8);
    return keys;
  }

  /**
   * @param start what the keys in this folder begin with
   */
  private void collect(Path folder, String start, String prefix, List<String> keys)
      throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        String key = start + entry.getFileName();
        boolean object = OBJECT_ENDINGS.stream().anyMatch(key::endsWith);
        if (!object && Files.isDirectory(entry)) {
          String inside = key + "/";
          if (!entry.equals(work) && mayContain(inside, prefix)) {
            collect(entry, inside, prefix, keys);
          }
        } else if (key.startsWith(prefix) && (object || Files.isRegularFile(entry))) {
          keys.add(key);
        }
      }
    } catch (NoSuchFileException e) {
      // Another process has deleted the folder.
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  /** Keeps a listing of one block from walking through all blocks. */
  private static boolean mayContain(String start, String prefix) {
    return start.startsWith(prefix) || prefix.startsWith(start);
  }

  String key(Path path) {
    return root.relativize(path).toString().replace('\\', '/');
  }

  private final class Visitor extends SimpleFileVisitor<Path> {

    private final String prefix;
    private final SortedMap<String, Entry> files;

    Visitor(String prefix, SortedMap<String, Entry> files) {
      this.prefix = prefix;
      this.files = files;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes is) {
      String start = directory.equals(root) ? "" : key(directory) + "/";
      return directory.equals(work) || !mayContain(start, prefix)
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes is) {
      String key = key(file);
      if (is.isRegularFile() && key.startsWith(prefix)) {
        files.put(key, new Entry(key, file, is));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }
  }
}
