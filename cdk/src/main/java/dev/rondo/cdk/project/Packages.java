package dev.rondo.cdk.project;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * The packages that other modules build, and their files for the infrastructure.
 *
 * @param home the folder of the whole project
 */
public record Packages(Path home) {

  /** Native libraries of linux-x86_64 without which no agent trains. */
  public static final List<String> AGENT_LIBRARIES =
      List.of(
          "org/bytedeco/javacpp/linux-x86_64/libjnijavacpp.so",
          "org/bytedeco/openblas/linux-x86_64/libopenblas.so.0",
          "org/nd4j/linalg/cpu/nativecpu/bindings/linux-x86_64-onednn/libnd4jcpu.so");

  /** The functions of a round without DL4J, in one jar. */
  public Path aggregation() {
    return built("functions/aggregation/target/rondo-aggregation.jar");
  }

  /** The evaluation with DL4J, as a folder of jars. */
  public Path evaluation() {
    return built("functions/evaluation/target/lambda");
  }

  /** The function of the helper, in one jar. */
  public Path unmask() {
    return built("functions/unmask/target/rondo-unmask.jar");
  }

  /** The same functions with a bootstrap, for the emulator. */
  public Path aggregationForEmulator() {
    return built("functions/aggregation/target/emulator");
  }

  public Path evaluationForEmulator() {
    return built("functions/evaluation/target/emulator");
  }

  public Path unmaskForEmulator() {
    return built("functions/unmask/target/emulator");
  }

  /**
   * The client agent, one runnable jar.
   *
   * @throws MissingPackageException if it is not built, or lacks the native libraries of EC2
   */
  public Path agent() {
    String path = "client-agent/target/rondo-agent.jar";
    Path jar = built(path);
    try (ZipFile entries = new ZipFile(jar.toFile())) {
      for (String library : AGENT_LIBRARIES) {
        if (entries.getEntry(library) == null) {
          throw MissingPackageException.without(path, library);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + jar, e);
    }
    return jar;
  }

  /** The wheel of the Python package rondo-client, made of the sources at each call. */
  public Path clientWheel() {
    return ClientWheel.write(home.resolve("python"), home.resolve("cdk/target/python"));
  }

  /** The service that keeps an agent running. */
  public String agentUnit() {
    return text("client-agent/systemd/rondo-agent.service");
  }

  /** The folder of the agent's Dockerfile. */
  public Path agentImage() {
    agent();
    return home.resolve("client-agent");
  }

  /** Kubernetes manifests of the agents, in the order in which they are applied. */
  public List<Path> agentManifests() {
    try (Stream<Path> files = Files.list(home.resolve("client-agent/eks"))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list the agents' manifests", e);
    }
  }

  /** A text file of the project. */
  public String text(String path) {
    try {
      return Files.readString(home.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + home.resolve(path), e);
    }
  }

  private Path built(String path) {
    Path there = home.resolve(path);
    if (!Files.exists(there)) {
      throw new MissingPackageException(path);
    }
    return there;
  }

  /** A package that has not been built. */
  public static final class MissingPackageException extends RuntimeException {
    MissingPackageException(String path) {
      this(path, "does not exist");
    }

    private MissingPackageException(String path, String problem) {
      super(
          "%s %s. Build it first: run 'mvn -DskipTests package' in the project folder"
              .formatted(path, problem));
    }

    private static MissingPackageException without(String path, String library) {
      return new MissingPackageException(
          path, "has no " + library + ", which its machines need (linux-x86_64)");
    }
  }
}
