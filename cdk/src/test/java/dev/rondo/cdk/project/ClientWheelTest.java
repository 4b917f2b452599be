package dev.rondo.cdk.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientWheelTest {

  private static final Path SOURCE = Path.of(System.getProperty("rondo.home"), "python");

  @TempDir Path folder;

  @Test
  void theSameSourcesGiveTheSameBytes() throws IOException {
    Path first = ClientWheel.write(SOURCE, folder.resolve("a"));
    Path second = ClientWheel.write(SOURCE, folder.resolve("b"));

    assertThat(first).hasFileName("rondo_client-0.1.0-py3-none-any.whl");
    assertThat(first).hasSameBinaryContentAs(second);
  }

  @Test
  void pipInstallsItAndSeesWhatItNeeds() throws IOException, InterruptedException {
    assumeTrue(
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, "python3"))),
        "python3 is not on the PATH");
    Path wheel = ClientWheel.write(SOURCE, folder);
    String target = folder.resolve("installed").toString();
    run("python3", "-m", "pip", "install", "-q", "--no-deps", "--target", target, wheel.toString());

    String seen =
        run(
            "python3",
            "-c",
            """
            import importlib.metadata as metadata, sys
            sys.path.insert(0, sys.argv[1])
            found = metadata.distribution("rondo-client")
            print(found.version, found.metadata["Requires-Python"])
            print(*found.requires, sep="\\n")
            print(*sorted(str(file) for file in found.files if "dist-info" not in str(file)), sep="\\n")
            """,
            target);

    assertThat(seen.lines())
        .contains("0.1.0 >=3.9", "numpy>=1.22", "safetensors>=0.4.3")
        .contains("boto3>=1.36; extra == \"aws\"", "torch>=1.13; extra == \"torch\"")
        .contains("rondo/__init__.py", "rondo/_agent/client.py", "rondo/py.typed");
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
