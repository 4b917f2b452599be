package dev.rondo.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.aws.testing.LocalStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * The commands of README.md's section about AWS, as they stand there, on LocalStack. What an
 * emulator cannot do is replaced:
 *
 * <ul>
 *   <li>The credentials are those of LocalStack, and the packages are those of this build.
 *   <li>There is no terminal, so {@code cdk} gets the options that confirm a deployment and a
 *       deletion.
 *   <li>No instances start, so the five clients are agents as processes of this machine.
 *   <li>The commands of {@link #NOT_RUN} are not run.
 *   <li>{@code rondo doctor} finds fault with {@link #UNKNOWN_TO_DOCTOR}, and with nothing else.
 * </ul>
 */
class AwsReadmeTest {

  private static final String SECTION = "## On AWS\n";
  private static final Pattern BLOCK = Pattern.compile("\n```\n(.*?)\n```\n", Pattern.DOTALL);
  private static final int CLIENTS = 5;

  /** With the reasons. Each of them must be in README.md. */
  private static final Map<String, String> NOT_RUN =
      Map.of(
          "./rondo clients scale 0", "LocalStack has no Auto Scaling",
          "aws s3 rb --force s3://BUCKET", "LocalStack deletes the bucket with its stack");

  /** What doctor cannot check, because LocalStack lacks the requests. */
  private static final List<String> UNKNOWN_TO_DOCTOR =
      List.of("bucket", "functions", "clients stack");

  private static final Pattern WRONG = Pattern.compile("^WRONG +(.*?)  ", Pattern.MULTILINE);

  /** Confirms what a person is asked, writes elsewhere, and keeps the outputs for the agents. */
  private static final String NO_TERMINAL =
      """
      cdk() {
        case "$1" in
          deploy) command cdk "$@" --output "$TEMPLATES" --require-approval never --outputs-file "$OUTPUTS" ;;
          destroy) command cdk "$@" --output "$TEMPLATES" --force ;;
          *) command cdk "$@" --output "$TEMPLATES" ;;
        esac
      }\
      """;

  @Test
  void theCommandsOfReadmeDeployTrainAndRemove() throws IOException {
    Assumptions.assumeTrue(
        Cloud.isInstalled("cdk"), "'cdk' is not on the PATH; .ci/run installs it");
    Path work = OnTheEmulator.workFolder();
    Path checkout = checkout(work);
    Map<String, String> said = new HashMap<>();
    List<String> left = new ArrayList<>(NOT_RUN.keySet());
    try (LocalStack aws = LocalStack.startProcessIfInstalled();
        Shell shell = new Shell(checkout, environment(aws, work));
        Clients clients = new Clients(aws, work)) {
      assertThat(shell.run(NO_TERMINAL).status()).isZero();
      for (String command : commands()) {
        if (left.remove(command)) {
          continue;
        }
        Shell.Done done = shell.run(command);
        assertThat(wrong(done.output())).isEqualTo(unknown(command));
        assertThat(done.status())
            .as("%s%n%s", command, done.output())
            .isEqualTo(unknown(command).isEmpty() ? 0 : 1);
        said.put(command, done.output());
        if (command.startsWith("cdk deploy ")) {
          assertThat(command).contains("-c ec2_nodes=" + CLIENTS);
          clients.start();
        }
      }
      assertThat(left).as("commands that README.md has no more").isEmpty();
      assertThat(said.get("./rondo doctor")).contains(clients.bucket());
    }
    assertThat(checkout).isDirectoryContaining("glob:**/digits-*.safetensors");
    assertThat(said.get("cd cdk && cdk destroy RondoEc2Clients RondoControl"))
        .contains("RondoControl: destroyed");
  }

  private static List<String> wrong(String output) {
    return WRONG.matcher(output).results().map(found -> found.group(1)).toList();
  }

  private static List<String> unknown(String command) {
    return command.equals("./rondo doctor") ? UNKNOWN_TO_DOCTOR : List.of();
  }

  /** The lines of the blocks without their comments. */
  private static List<String> commands() throws IOException {
    String readme = Files.readString(Cloud.HOME.resolve("README.md"));
    int begin = readme.indexOf(SECTION) + SECTION.length();
    String section = readme.substring(begin, readme.indexOf("\n## ", begin));
    List<String> commands = new ArrayList<>();
    Matcher block = BLOCK.matcher(section);
    while (block.find()) {
      block
          .group(1)
          .lines()
          .map(line -> line.replaceFirst("\\s+# .*", ""))
          .filter(line -> !line.isBlank())
          .forEach(commands::add);
    }
    assertThat(commands).contains("cdk bootstrap", "./rondo round start --wait");
    return commands;
  }

  /** This repository in another folder, where commands may write. */
  private static Path checkout(Path work) throws IOException {
    Path checkout = Files.createDirectories(work.resolve("checkout"));
    try (Stream<Path> files = Files.list(Cloud.HOME)) {
      for (Path file : files.toList()) {
        Files.createSymbolicLink(checkout.resolve(file.getFileName()), file);
      }
    }
    return checkout;
  }

  private static Map<String, String> environment(LocalStack aws, Path work) {
    Map<String, String> environment = new HashMap<>(Cloud.environment(aws, work));
    environment.put("TEMPLATES", work.resolve("cdk.out").toString());
    environment.put("OUTPUTS", outputs(work).toString());
    return environment;
  }

  private static Path outputs(Path work) {
    return work.resolve("outputs.json");
  }

  /** The clients of the deployed stack, once there is one. */
  private static final class Clients implements AutoCloseable {

    private final LocalStack aws;
    private final Path work;
    private final List<Fleet> fleets = new ArrayList<>();
    private String bucket = "";

    Clients(LocalStack aws, Path work) {
      this.aws = aws;
      this.work = work;
    }

    void start() {
      Cloud cloud = Cloud.deployed(aws, work, outputs(work));
      bucket = cloud.output("BucketName");
      Fleet fleet = new Fleet(cloud);
      fleets.add(fleet);
      for (int client = 1; client <= CLIENTS; client++) {
        fleet.java("instance-" + client);
      }
    }

    String bucket() {
      return bucket;
    }

    @Override
    public void close() {
      fleets.forEach(Fleet::close);
    }
  }
}
