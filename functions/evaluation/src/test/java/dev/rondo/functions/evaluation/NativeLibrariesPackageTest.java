package dev.rondo.functions.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the native libraries of the package need of the operating system, which is Amazon Linux
 * 2023: docs/deployment.md says where each of them comes from. The agent's jar has the same
 * libraries.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NativeLibrariesPackageTest {

  /** Parts of glibc, which every image has. */
  private static final Set<String> GLIBC =
      Set.of("libc.so.6", "libm.so.6", "libpthread.so.0", "libdl.so.2", "ld-linux-x86-64.so.2");

  /** The versions of glibc 2.34 and of the libstdc++ of GCC 11. */
  private static final Map<String, Version> MOST =
      Map.of(
          "GLIBC", Version.parse("2.34"),
          "GLIBCXX", Version.parse("3.4.29"),
          "CXXABI", Version.parse("1.3.13"));

  private static final Pattern VERSION = Pattern.compile("(GLIBC|GLIBCXX|CXXABI)_([0-9.]+)");

  private final Map<String, ElfFile> libraries = new TreeMap<>();

  @BeforeAll
  void read(@TempDir Path folder) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("target", "lambda", "lib"))) {
      for (Path jar : files.filter(file -> file.toString().contains("linux-x86_64")).toList()) {
        read(jar, folder);
      }
    }
  }

  private void read(Path jar, Path folder) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      List<? extends ZipEntry> entries =
          zip.stream().filter(entry -> entry.getName().matches(".*\\.so[.0-9]*")).toList();
      for (ZipEntry entry : entries) {
        Path file = folder.resolve(Path.of(entry.getName()).getFileName());
        try (InputStream in = zip.getInputStream(entry)) {
          Files.copy(in, file);
        }
        libraries.put(file.getFileName().toString(), ElfFile.read(file));
      }
    }
  }

  @Test
  void whatThePackageDoesNotBringIsInTheImagesOfAmazonLinux() {
    Set<String> needed = new TreeSet<>();
    libraries.values().forEach(library -> needed.addAll(library.needed()));
    assertThat(needed).contains("libopenblas.so.0", "libgomp.so.1", "libgfortran.so.5");
    needed.removeAll(libraries.keySet());
    needed.removeAll(GLIBC);
    needed.remove("libopenblas_nolapack.so.0"); // A link that JavaCPP makes.

    assertThat(needed).containsExactly("libstdc++.so.6", "libz.so.1");
  }

  @Test
  void noLibraryNeedsNewerOnesThanAmazonLinuxHas() {
    assertThat(libraries)
        .hasEntrySatisfying(
            "libnd4jcpu.so",
            library -> assertThat(library.versions()).contains("GLIBC_2.27", "CXXABI_1.3"));
    libraries.forEach(
        (name, library) ->
            assertThat(library.versions()).as(name).allMatch(NativeLibrariesPackageTest::isThere));
  }

  /** Versions of other libraries come with the package. */
  private static boolean isThere(String version) {
    Matcher matcher = VERSION.matcher(version);
    return !matcher.matches()
        || Version.parse(matcher.group(2)).compareTo(MOST.get(matcher.group(1))) <= 0;
  }
}
