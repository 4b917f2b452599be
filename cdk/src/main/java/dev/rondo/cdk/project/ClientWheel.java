package dev.rondo.cdk.project;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Builds the wheel of the Python package rondo-client from its sources, without Python: a wheel of
 * a package in pure Python is a zip with its files and three more. The same sources give the same
 * bytes, so that a deployment without changes changes nothing.
 *
 * @see <a href="https://packaging.python.org/en/latest/specifications/binary-distribution-format/">
 *     The format</a>
 */
final class ClientWheel {

  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");
  private static final Pattern EXTRA = Pattern.compile("(?m)^([a-z]+) = \\[(.*)]$");

  private final Path source;
  private final String project;
  private final Map<String, byte[]> entries = new TreeMap<>();

  private ClientWheel(Path source) {
    this.source = source;
    this.project = text(source.resolve("pyproject.toml"));
  }

  /**
   * Writes the wheel.
   *
   * @param source the folder {@code python} of this project
   * @param folder gets the file
   * @return the file, whose name pip reads
   */
  static Path write(Path source, Path folder) {
    ClientWheel wheel = new ClientWheel(source);
    String name = "rondo_client-" + wheel.value("version");
    wheel.add(name + ".dist-info");
    Path file = folder.resolve(name + "-py3-none-any.whl");
    try {
      Files.createDirectories(folder);
      Files.write(file, wheel.zip());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file, e);
    }
    return file;
  }

  private void add(String information) {
    Path sources = source.resolve("src");
    try (Stream<Path> files = Files.walk(sources.resolve("rondo"))) {
      files
          .filter(file -> file.toString().endsWith(".py") || file.endsWith("py.typed"))
          .forEach(file -> entries.put(sources.relativize(file).toString(), bytes(file)));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + sources, e);
    }
    put(information + "/METADATA", metadata());
    put(
        information + "/WHEEL",
        "Wheel-Version: 1.0\nGenerator: rondo\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
    String record = information + "/RECORD";
    put(
        record,
        entries.entrySet().stream()
                .map(entry -> line(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining())
            + record
            + ",,\n");
  }

  private void put(String name, String text) {
    entries.put(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private String metadata() {
    StringBuilder text = new StringBuilder("Metadata-Version: 2.1\nName: rondo-client\n");
    text.append("Version: ").append(value("version")).append('\n');
    text.append("Requires-Python: ").append(value("requires-python")).append('\n');
    for (String needed : quoted(line("dependencies"))) {
      text.append("Requires-Dist: ").append(needed).append('\n');
    }
    String extras = project.split("\\[project\\.optional-dependencies]\n", 2)[1];
    for (MatchResult extra : EXTRA.matcher(extras.split("\n\\[", 2)[0]).results().toList()) {
      text.append("Provides-Extra: ").append(extra.group(1)).append('\n');
      for (String needed : quoted(extra.group(2))) {
        text.append("Requires-Dist: %s; extra == \"%s\"\n".formatted(needed, extra.group(1)));
      }
    }
    return text.toString();
  }

  /** A value of {@code pyproject.toml} that is one text. */
  private String value(String key) {
    return quoted(line(key)).get(0);
  }

  private String line(String key) {
    return project
        .lines()
        .filter(line -> line.startsWith(key + " = "))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("pyproject.toml has no line " + key));
  }

  private static List<String> quoted(String text) {
    return QUOTED.matcher(text).results().map(found -> found.group(1)).toList();
  }

  private static String line(String name, byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      String shown = Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
      return "%s,sha256=%s,%s\n".formatted(name, shown, content.length);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  private byte[] zip() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        ZipEntry header = new ZipEntry(entry.getKey());
        header.setTimeLocal(TIME);
        zip.putNextEntry(header);
        zip.write(entry.getValue());
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }

  private static String text(Path file) {
    return new String(bytes(file), StandardCharsets.UTF_8);
  }
}
