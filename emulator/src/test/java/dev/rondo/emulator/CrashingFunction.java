package dev.rondo.emulator;

import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.waiters.WaiterOverrideConfiguration;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.waiters.LambdaWaiter;

/**
 * A function of the stack that dies when asked to. Its code, its handler and its settings are the
 * real ones; beside them lie a few classes of this test, by which the handler's store, queue and
 * signal end the process after a number of effects.
 */
final class CrashingFunction implements AutoCloseable {

  private static final Path PACKAGE = Cloud.HOME.resolve("functions/aggregation/target/emulator");
  private static final Path TEST_CLASSES = Cloud.HOME.resolve("emulator/target/test-classes");

  /** An update takes half a second. */
  private static final WaiterOverrideConfiguration OFTEN =
      WaiterOverrideConfiguration.builder()
          .backoffStrategyV2(BackoffStrategy.fixedDelayWithoutJitter(Duration.ofMillis(100)))
          .maxAttempts(Integer.MAX_VALUE)
          .waitTimeout(OnTheEmulator.PATIENCE)
          .build();

  private final LambdaClient lambda;
  private final String name;
  private final String realHandler;
  private final Path folder;

  /**
   * @param output the stack's output that names the function
   * @param handler the class in the place of its handler
   */
  CrashingFunction(Cloud cloud, String output, Class<?> handler) {
    this.lambda = cloud.client(LambdaClient.builder());
    this.name = cloud.output(output);
    this.folder = cloud.folder("crash-" + handler.getSimpleName());
    GetFunctionConfigurationResponse real =
        lambda.getFunctionConfiguration(r -> r.functionName(name));
    this.realHandler = real.handler();
    Map<String, String> variables = new HashMap<>(real.environment().variables());
    variables.put("CRASH_FOLDER", folder.toString());
    lambda.updateFunctionCode(
        request -> request.functionName(name).zipFile(SdkBytes.fromByteArray(zip())));
    awaitUpdate();
    lambda.updateFunctionConfiguration(
        request ->
            request
                .functionName(name)
                .handler(handler.getName())
                .environment(environment -> environment.variables(variables)));
    awaitUpdate();
  }

  /** Lambda refuses an update, and runs the code of before, while another one is under way. */
  private void awaitUpdate() {
    try (LambdaWaiter waiter =
        LambdaWaiter.builder().client(lambda).overrideConfiguration(OFTEN).build()) {
      waiter.waitUntilFunctionUpdated(request -> request.functionName(name));
    }
  }

  /** The next call dies after so many effects; 0 is before it has done anything. */
  void crashAfter(int effects) {
    try {
      Files.deleteIfExists(folder.resolve("crashed"));
      Files.writeString(folder.resolve("crash-after"), Integer.toString(effects));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether it has died since it was asked to. */
  boolean hasCrashed() {
    return Files.exists(folder.resolve("crashed"));
  }

  /** Calls it again with what it was called with when it died, as a state machine's retry does. */
  InvokeResponse retry() {
    await("the crash of " + name).atMost(OnTheEmulator.PATIENCE).until(this::hasCrashed);
    try {
      byte[] payload = Files.readAllBytes(folder.resolve("payload"));
      return lambda.invoke(
          request -> request.functionName(name).payload(SdkBytes.fromByteArray(payload)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] zip() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes);
        Stream<Path> packaged = Files.walk(PACKAGE)) {
      zip.setLevel(1);
      for (Path file : packaged.filter(Files::isRegularFile).toList()) {
        add(zip, PACKAGE.relativize(file).toString(), Files.readAllBytes(file));
      }
      add(zip, "lib/crashing.jar", crashingJar());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] crashingJar() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Path classes = TEST_CLASSES.resolve("dev/rondo/functions/aggregation");
    try (ZipOutputStream jar = new ZipOutputStream(bytes);
        Stream<Path> files = Files.list(classes)) {
      for (Path file : files.toList()) {
        add(jar, TEST_CLASSES.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return bytes.toByteArray();
  }

  private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content);
    zip.closeEntry();
  }

  /** The handler is the real one again. */
  @Override
  public void close() {
    lambda.updateFunctionConfiguration(request -> request.functionName(name).handler(realHandler));
    awaitUpdate();
    lambda.close();
  }
}
