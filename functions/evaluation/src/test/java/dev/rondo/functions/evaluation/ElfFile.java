package dev.rondo.functions.evaluation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a shared library in the 64-bit ELF format asks of others. The offsets are those of the
 * System V ABI and, for versions, of the Linux Standard Base.
 *
 * @param needed the libraries that it names (DT_NEEDED)
 * @param versions the versions of symbols that it needs (DT_VERNEED), such as GLIBC_2.17
 */
record ElfFile(List<String> needed, Set<String> versions) {

  private static final int PT_LOAD = 1;
  private static final int PT_DYNAMIC = 2;
  private static final long DT_NEEDED = 1;
  private static final long DT_STRTAB = 5;
  private static final long DT_VERNEED = 0x6ffffffe;
  private static final long DT_VERNEEDNUM = 0x6fffffff;

  ElfFile {
    needed = List.copyOf(needed);
    versions = Set.copyOf(versions);
  }

  static ElfFile read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      bytes.order(ByteOrder.LITTLE_ENDIAN);
      if (bytes.getInt(0) != 0x464c457f || bytes.get(4) != 2) {
        throw new IOException(file + " must be a 64-bit ELF file, but is not");
      }
      return new Reader(bytes).read();
    }
  }

  private record Segment(int type, long offset, long address, long size) {}

  private record Reader(ByteBuffer bytes, List<Segment> segments) {

    Reader(ByteBuffer bytes) {
      this(bytes, segments(bytes));
    }

    ElfFile read() {
      List<Long> needed = new ArrayList<>();
      long strings = 0;
      long versions = 0;
      long files = 0;
      Segment dynamic =
          segments.stream().filter(s -> s.type == PT_DYNAMIC).findFirst().orElseThrow();
      for (long at = dynamic.offset; at < dynamic.offset + dynamic.size; at += 16) {
        long tag = bytes.getLong((int) at);
        long value = bytes.getLong((int) at + 8);
        if (tag == DT_NEEDED) {
          needed.add(value);
        } else if (tag == DT_STRTAB) {
          strings = offset(value);
        } else if (tag == DT_VERNEED) {
          versions = offset(value);
        } else if (tag == DT_VERNEEDNUM) {
          files = value;
        }
      }
      long table = strings;
      return new ElfFile(
          needed.stream().map(name -> string(table + name)).toList(),
          versions(versions, files, table));
    }

    private Set<String> versions(long first, long files, long strings) {
      Set<String> names = new TreeSet<>();
      int file = (int) first;
      for (long i = 0; i < files; i++) {
        int version = file + bytes.getInt(file + 8);
        for (int left = bytes.getShort(file + 2); left > 0; left--) {
          names.add(string(strings + bytes.getInt(version + 8)));
          version += bytes.getInt(version + 12);
        }
        file += bytes.getInt(file + 12);
      }
      return names;
    }

    private static List<Segment> segments(ByteBuffer bytes) {
      List<Segment> segments = new ArrayList<>();
      long table = bytes.getLong(0x20);
      for (int i = 0; i < bytes.getShort(0x38); i++) {
        int at = (int) table + i * bytes.getShort(0x36);
        segments.add(
            new Segment(
                bytes.getInt(at),
                bytes.getLong(at + 8),
                bytes.getLong(at + 16),
                bytes.getLong(at + 32)));
      }
      return segments;
    }

    /** Where in the file an address of the loaded library is. */
    private long offset(long address) {
      return segments.stream()
          .filter(s -> s.type == PT_LOAD)
          .filter(s -> s.address <= address && address < s.address + s.size)
          .mapToLong(s -> s.offset + address - s.address)
          .findFirst()
          .orElseThrow();
    }

    private String string(long offset) {
      StringBuilder text = new StringBuilder();
      for (int at = (int) offset; bytes.get(at) != 0; at++) {
        text.append((char) bytes.get(at));
      }
      return text.toString();
    }
  }
}
