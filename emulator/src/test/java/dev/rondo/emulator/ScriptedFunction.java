package dev.rondo.emulator;

import static org.awaitility.Awaitility.await;

import dev.rondo.aws.testing.LocalAws;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.Runtime;
import software.amazon.awssdk.services.lambda.model.State;

/** The function of emulator/scripted-function, created on an emulator of AWS. */
final class ScriptedFunction {

  /** Nobody checks it. */
  static final String ROLE = "arn:aws:iam::000000000000:role/scripted";

  private static final Path CODE = Cloud.HOME.resolve("emulator/scripted-function/bootstrap");

  private ScriptedFunction() {}

  /**
   * Creates the function and waits until it can be called.
   *
   * @param variables of its environment
   */
  static void create(LocalAws aws, String name, Map<String, String> variables) {
    LambdaClient lambda = aws.clients().lambda();
    lambda.createFunction(
        request ->
            request
                .functionName(name)
                .runtime(Runtime.PROVIDED_AL2023)
                .handler("bootstrap")
                .role(ROLE)
                .timeout(30)
                .environment(environment -> environment.variables(variables))
                .code(code -> code.zipFile(SdkBytes.fromByteArray(zip()))));
    await("the function " + name)
        .atMost(OnTheEmulator.PATIENCE)
        .until(
            () ->
                lambda.getFunctionConfiguration(request -> request.functionName(name)).state()
                    == State.ACTIVE);
  }

  private static byte[] zip() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("bootstrap"));
      zip.write(Files.readAllBytes(CODE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
