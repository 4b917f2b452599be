package dev.rondo.cdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The app as the CDK command starts it: what goes wrong is told in a line or two. */
class RondoAppTest {

  @TempDir Path folder;

  @Test
  void withoutPackagesItSaysWhatToRun() throws IOException, InterruptedException {
    Ended app = run("{\"emulator\": \"true\"}");

    assertThat(app.status()).isNotZero();
    assertThat(app.output())
        .contains(
            "rondo: functions/aggregation/target/emulator does not exist. Build it first:"
                + " run 'mvn -DskipTests package' in the project folder")
        .doesNotContain("\tat ");
  }

  @Test
  void withSettingsThatCannotBeItSaysWhichAndWhy() throws IOException, InterruptedException {
    Ended app = run("{\"eks_nodes\": \"-1\", \"ec2_node\": \"3\"}");

    assertThat(app.status()).isNotZero();
    assertThat(app.output())
        .contains(
            "rondo: -c ec2_node: unknown setting. Did you mean \"-c ec2_nodes\"?\n"
                + "-c eks_nodes must be a whole number from 0 to 450, but is \"-1\" (default: 2)")
        .doesNotContain("\tat ");
  }

  @Test
  void theKeyMustBeInTheRegionOfTheCdkCommand() throws IOException, InterruptedException {
    Ended app = run("{\"kms_key_arn\": \"arn:aws:kms:us-east-1:123456789012:key/1234abcd\"}");

    assertThat(app.status()).isNotZero();
    assertThat(app.output())
        .contains("rondo: kms_key_arn must be a key in eu-west-1, where the stacks go, but is in")
        .doesNotContain("\tat ");
  }

  private record Ended(int status, String output) {}

  private Ended run(String context) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Drondo.home=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                RondoApp.class.getName()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("CDK_CONTEXT_JSON", context);
    builder.environment().put("CDK_DEFAULT_REGION", "eu-west-1");
    builder
        .environment()
        .put("CDK_OUTDIR", Files.createDirectory(folder.resolve("out")).toString());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output);
  }
}
