package dev.rondo.cdk.project;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The packages that other modules build, and their files for the infrastructure.
 *
 * @param home the folder of the whole project
 */
public record Packages(Path home) {

  /** The functions of a round without DL4J, in one jar. */
  public Path aggregation() {
    return built("functions/aggregation/target/rondo-aggregation.jar");
  }

  /** The evaluation with DL4J, as a folder of jars. */
  public Path evaluation() {
    return built("functions/evaluation/target/lambda");
  }

  /** The same functions with a bootstrap, for the emulator. */
  public Path aggregationForEmulator() {
    return built("functions/aggregation/target/emulator");
  }

  public Path evaluationForEmulator() {
    return built("functions/evaluation/target/emulator");
  }

  /** The client agent, one runnable jar. */
  public Path agent() {
    return built("client-agent/target/rondo-agent.jar");
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
      super(
          path
              + " does not exist. Build it first: run 'mvn -DskipTests package' in the project folder");
    }
  }
}
