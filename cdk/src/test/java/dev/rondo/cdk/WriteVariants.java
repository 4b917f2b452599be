package dev.rondo.cdk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** Writes the templates of all variants, for {@code scripts/lint-templates}. */
final class WriteVariants {

  private WriteVariants() {}

  /**
   * Writes a folder for each variant, with its templates and a file {@code regions}.
   *
   * @param arguments the folder, which is created
   */
  public static void main(String[] arguments) throws IOException {
    for (Variant variant : Variant.all()) {
      write(variant, Files.createDirectories(Path.of(arguments[0], variant.name())));
    }
  }

  private static void write(Variant variant, Path folder) throws IOException {
    Files.write(folder.resolve("regions"), variant.regions());
    Path temporary = Files.createTempDirectory("rondo-cdk");
    try {
      variant.app(temporary).synth();
      for (Path template : templates(temporary.resolve("out"))) {
        Files.copy(
            template, folder.resolve(template.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Synthesized.delete(temporary);
    }
  }

  private static List<Path> templates(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".template.json")).toList();
    }
  }
}
