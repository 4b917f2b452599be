package dev.rondo.cdk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rondo.cdk.project.Packages;
import dev.rondo.cdk.settings.Settings;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.cxapi.CloudAssembly;
import software.amazon.awscdk.cxapi.CloudFormationStackArtifact;

/** What the app makes of settings. Takes seconds, so tests of the defaults share one. */
public final class Synthesized {

  private static final Synthesized DEFAULTS = with(Map.of());
  private static final Synthesized EMULATOR =
      with(Map.of("emulator", "true", "emulatorTimeoutSeconds", "20"));

  private final Map<String, TemplateView> stacks;
  private final byte[] agent;

  private Synthesized(Map<String, TemplateView> stacks, byte[] agent) {
    this.stacks = stacks;
    this.agent = agent;
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
    return with(settings, Map.of());
  }

  /**
   * As {@code cdk synth} with settings of Rondo.
   *
   * @param cdkContext entries of CDK's context besides those of cdk.json
   */
  public static Synthesized with(Map<String, String> settings, Map<String, Object> cdkContext) {
    try {
      Path folder = Files.createTempDirectory("rondo-cdk");
      try {
        App app = app(folder.resolve("out"), cdkContext);
        Packages packages = TestPackages.in(folder.resolve("home"));
        RondoApp.addTo(app, Settings.read(settings, folder), packages);
        return new Synthesized(templates(app.synth()), Files.readAllBytes(packages.agent()));
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * An app as the CDK command starts it, with the context of cdk.json.
   *
   * @param more further entries of the context
   */
  public static App app(Path out, Map<String, Object> more) {
    Map<String, Object> context = new HashMap<>(more);
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

  /** The agent's jar. */
  public byte[] agent() {
    return agent.clone();
  }

  public TemplateView control() {
    return stack("RondoControl");
  }

  /** The helper's stack, if the settings name whom it helps. */
  public TemplateView helper() {
    return stack("RondoHelper");
  }

  /** The control stack of another prefix. */
  public TemplateView control(String name) {
    return stack(name);
  }

  public TemplateView ec2() {
    return stack("RondoEc2Clients");
  }

  public TemplateView eks() {
    return stack("RondoEksClients");
  }

  /** The stacks' names. */
  public Set<String> names() {
    return stacks.keySet();
  }

  /** The stack of this name. */
  public TemplateView stack(String name) {
    return Objects.requireNonNull(stacks.get(name), name);
  }

  private static Map<String, TemplateView> templates(CloudAssembly assembly) throws IOException {
    Map<String, TemplateView> stacks = new TreeMap<>();
    for (CloudFormationStackArtifact stack : assembly.getStacks()) {
      JsonNode template = new ObjectMapper().readTree(new File(stack.getTemplateFullPath()));
      stacks.put(stack.getStackName(), new TemplateView(template));
    }
    return stacks;
  }

  /** Each has copies of what CDK brings to Kubernetes, tens of megabytes. */
  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
