package dev.rondo.local;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * Tags of files: two checksums of the content and its length, which are computed faster than a disk
 * reads. They protect against accidental overwriting, not against forgery. A tag is cached while
 * the file is the same, with the same time and length; two writes can happen within one tick of the
 * file system's clock.
 */
final class ETags {

  /** By path, sorted, so that the files of a folder are found without a look at all others. */
  private final NavigableMap<String, Known> known = new ConcurrentSkipListMap<>();

  /**
   * The tag of a file that has not changed since.
   *
   * @param file what the file system knows the file by, or its time again where it has no such name
   */
  record Known(Object file, FileTime modified, Tagged tagged) {

    static Known of(Path path, Tagged tagged) throws IOException {
      return of(Files.readAttributes(path, BasicFileAttributes.class), tagged);
    }

    static Known of(BasicFileAttributes attributes, Tagged tagged) {
      FileTime modified = attributes.lastModifiedTime();
      Object file = attributes.fileKey();
      return new Known(file == null ? modified : file, modified, tagged);
    }
  }

  record Tagged(long size, String etag) {}

  /** Forgets a file, or all files of a folder. */
  void forget(Path path) {
    String name = path.toString();
    String inside = name + path.getFileSystem().getSeparator();
    known.remove(name);
    known.subMap(inside, inside + Character.MAX_VALUE).clear();
  }

  /** The tag of a file, or empty when there is none. */
  Optional<Tagged> of(Path path) throws IOException {
    try {
      return of(path, Files.readAttributes(path, BasicFileAttributes.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /**
   * The tag of a file, or empty when there is none.
   *
   * @param attributes of the file, as they are now
   */
  Optional<Tagged> of(Path path, BasicFileAttributes attributes) throws IOException {
    try {
      if (!attributes.isRegularFile()) {
        return Optional.empty();
      }
      Known last = known.get(path.toString());
      if (last != null
          && last.equals(Known.of(attributes, last.tagged()))
          && last.tagged().size() == attributes.size()) {
        return Optional.of(last.tagged());
      }
      Tagged tagged = read(path, attributes.size());
      known.put(path.toString(), Known.of(attributes, tagged));
      return Optional.of(tagged);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Caches the tag of a file that was written just now, unless it has been replaced since. */
  void remember(Path path, Known written) {
    known.put(path.toString(), written);
  }

  private static Tagged read(Path path, long size) throws IOException {
    Summing summing = new Summing();
    try (InputStream in = Files.newInputStream(path);
        OutputStream out = summing.through(OutputStream.nullOutputStream())) {
      byte[] buffer = new byte[(int) Math.max(1, Math.min(1 << 16, size))];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
      }
    }
    return new Tagged(summing.bytes(), summing.etag());
  }

  /** Sums up what passes through a stream. */
  static final class Summing {

    private final CRC32C crc32c = new CRC32C();
    private final CRC32 crc32 = new CRC32();
    private long bytes;

    OutputStream through(OutputStream out) {
      return new FilterOutputStream(out) {
        @Override
        public void write(int b) throws IOException {
          write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
          out.write(buffer, offset, length);
          crc32c.update(buffer, offset, length);
          crc32.update(buffer, offset, length);
          bytes += length;
        }
      };
    }

    long bytes() {
      return bytes;
    }

    String etag() {
      return "%08x%08x-%s".formatted(crc32c.getValue(), crc32.getValue(), bytes);
    }
  }
}
