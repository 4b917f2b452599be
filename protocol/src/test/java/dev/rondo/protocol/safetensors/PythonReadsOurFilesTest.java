package dev.rondo.protocol.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The public Python package must read what Rondo writes. Needs python3 with safetensors, NumPy. */
class PythonReadsOurFilesTest {

  @BeforeEach
  void needsThePackage() throws IOException, InterruptedException {
    boolean there;
    try {
      there = python("import numpy, safetensors.numpy").exitCode() == 0;
    } catch (IOException e) {
      there = false;
    }
    assumeTrue(there, "python3 with the packages safetensors and numpy is not on the PATH");
  }

  @Test
  void namesShapesTypesValuesAndMetadataArriveInPython(@TempDir Path folder)
      throws IOException, InterruptedException {
    Path file = folder.resolve("sample.safetensors");
    Files.write(file, SafetensorsFiles.sample());
    Output output =
        python(
            """
            import sys
            from safetensors import safe_open
            with safe_open(sys.argv[1], framework="np") as f:
                print(sorted(f.metadata().items()))
                for name in sorted(f.keys()):
                    tensor = f.get_tensor(name)
                    print(name, tensor.dtype, tensor.shape, tensor.tolist())
            """,
            file.toString());
    assertThat(output.text())
        .isEqualToNormalizingNewlines(
            """
            [('format', 'np'), ('round', '12')]
            b uint8 (3,) [1, 2, 3]
            e float32 (0, 3) []
            s int64 () 7
            w float32 (2, 2) [[1.5, -2.0], [0.0, 3.25]]
            """);
  }

  private record Output(int exitCode, String text) {}

  private static Output python(String program, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("python3", "-c", program);
    builder.command().addAll(List.of(arguments));
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(300, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("python3 does not end");
    }
    return new Output(process.exitValue(), text);
  }
}
