package dev.rondo.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProcessMemoryTest {

  private static final long MEGABYTE = 1_000_000;

  @Test
  void whatAProcessHasStartedCountsToo() throws IOException {
    assumeTrue(ProcessMemory.isKnown(), "this system does not tell the memory of processes");
    // The shell starts another one that holds 40 MB, and says so.
    String holds = "x=$(head -c 40000000 /dev/zero | tr '\\0' x); echo ${#x}; read -r y";
    Process shell = new ProcessBuilder("sh", "-c", "sh -c \"$1\"; true", "sh", holds).start();
    try (var said = shell.inputReader(StandardCharsets.UTF_8)) {
      assertThat(said.readLine()).isEqualTo("40000000");

      assertThat(ProcessMemory.isAbove(shell.toHandle(), 39 * MEGABYTE)).isTrue();
      assertThat(ProcessMemory.isAbove(shell.toHandle(), 2000 * MEGABYTE)).isFalse();
    } finally {
      shell.descendants().forEach(ProcessHandle::destroyForcibly);
      shell.destroyForcibly();
    }
  }

  @Test
  void aProcessThatHasEndedUsesNothing() throws Exception {
    Process ended = new ProcessBuilder("true").start();
    assertThat(ended.waitFor()).isZero();

    assertThat(ProcessMemory.isAbove(ended.toHandle(), 0)).isFalse();
  }
}
