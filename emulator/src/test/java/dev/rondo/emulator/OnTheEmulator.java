package dev.rondo.emulator;

import dev.rondo.aws.testing.Emulator;
import dev.rondo.protocol.testing.WorkFolders;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One deployed stack for all tests of this JVM that need it; they are skipped where it cannot be
 * had.
 */
final class OnTheEmulator implements ExecutionCondition, BeforeAllCallback, ParameterResolver {

  /**
   * What AwaitQuorum waits at most, in real seconds: the emulator takes no expression there, so it
   * overrides every job's deadline. Long enough for every round that commits, also if the machine
   * has five times as much to do as it can; tests of abandoned rounds wait for its end.
   */
  static final int DEADLINE_SECONDS = 120;

  /** In which anything happens that a test waits for, a deadline and a busy machine included. */
  static final Duration PATIENCE = Duration.ofSeconds(6 * DEADLINE_SECONDS);

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(OnTheEmulator.class);

  /** A condition, because a class with one instance for all its tests asks for the stack first. */
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return Stream.of("ministack", "cdk")
        .filter(command -> !Cloud.isInstalled(command))
        .map(command -> "'" + command + "' is not on the PATH; .ci/run installs it")
        .map(ConditionEvaluationResult::disabled)
        .findFirst()
        .orElse(ConditionEvaluationResult.enabled("All commands are installed"));
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    held(context);
  }

  private static Held held(ExtensionContext context) {
    // Not the root's: Surefire runs each class by itself where there is more than one JVM.
    return context
        .getStore(ExtensionContext.StoreScope.LAUNCHER_SESSION, NAMESPACE)
        .getOrComputeIfAbsent(Held.class);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Cloud.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return held(context).cloud;
  }

  /** The stack, until the last test has ended. */
  static final class Held implements AutoCloseable {

    private final Cloud cloud;

    Held() {
      cloud =
          Cloud.deploy(
              Emulator.startIfInstalled(Map.of("SFN_WAIT_SCALE", "0.1")),
              workFolder(),
              "emulator=true",
              "emulatorTimeoutSeconds=" + DEADLINE_SECONDS);
    }

    @Override
    public void close() {
      cloud.close();
    }
  }

  /** Whether {@code python3} is there and can import these packages. */
  static boolean pythonHas(String packages) {
    if (!Cloud.isInstalled("python3")) {
      return false;
    }
    Path folder = workFolder();
    Map<String, String> environment = Map.of("PATH", System.getenv("PATH"));
    List<String> command = List.of("python3", "-c", "import " + packages);
    try (Child python = Child.start(folder, environment, folder.resolve("output"), command)) {
      return python.waitFor(60) && python.exitCode() == 0;
    }
  }

  /** Below the build's folder, so that what processes have printed is there after a failure. */
  static Path workFolder() {
    return WorkFolders.create("run");
  }
}
