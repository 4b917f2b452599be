package dev.rondo.cdk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rondo.cdk.settings.SettingsReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.cxapi.CloudArtifact;
import software.amazon.awscdk.cxapi.CloudAssembly;

/** What the app makes of settings. Takes seconds, so tests of the defaults share one. */
public final class Synthesized {

  private static final Synthesized DEFAULTS = with(Map.of());
  private static final Synthesized EMULATOR =
      with(Map.of("emulator", "true", "emulatorTimeoutSeconds", "20"));

  private final Path folder;
  private final CloudAssembly assembly;

  private Synthesized(Path folder, CloudAssembly assembly) {
    this.folder = folder;
    this.assembly = assembly;
  }

  /** As {@code cdk synth} without any setting. */
  public static Synthesized defaults() {
    return DEFAULTS;
  }

  /** As for the emulator. */
  public static Synthesized forEmulator() {
    return EMULATOR;
  }

  /** As {@code cdk synth -c key=value ...}. */
  public static Synthesized with(Map<String, String> settings) {
    try {
      Path folder = Files.createTempDirectory("rondo-cdk");
      App app = app(folder.resolve("out"));
      RondoApp.addTo(
          app, SettingsReader.read(settings, folder), TestPackages.in(folder.resolve("home")));
      return new Synthesized(folder, app.synth());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An app as the CDK command starts it, with the context of cdk.json. */
  public static App app(Path out) {
    Map<String, Object> context = new HashMap<>();
    // As the CDK command has it: by its path a resource is found again.
    context.put("aws:cdk:enable-path-metadata", true);
    try {
      JsonNode file =
          new ObjectMapper()
              .readTree(Path.of(System.getProperty("rondo.home"), "cdk/cdk.json").toFile());
      file.get("context")
          .properties()
          .forEach(
              entry ->
                  context.put(
                      entry.getKey(),
                      new ObjectMapper().convertValue(entry.getValue(), Object.class)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new App(AppProps.builder().outdir(out.toString()).context(context).build());
  }

  /** The project's folder that it was made from. */
  public Path home() {
    return folder.resolve("home");
  }

  public TemplateView control() {
    return stack("RondoControl");
  }

  public TemplateView ec2() {
    return stack("RondoEc2Clients");
  }

  public TemplateView eks() {
    return stack("RondoEksClients");
  }

  /** The stacks' names. */
  public List<String> names() {
    return assembly.getStacks().stream().map(CloudArtifact::getId).toList();
  }

  private TemplateView stack(String name) {
    try {
      String file = assembly.getStackByName(name).getTemplateFullPath();
      return new TemplateView(new ObjectMapper().readTree(Path.of(file).toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
