package dev.rondo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.learning.BlasKernel;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class VersionTest {

  @Test
  void theVersionNamesTheCommitItWasBuiltFrom() throws IOException {
    assertThat(Version.text("0.1.0-SNAPSHOT", "2827254")).isEqualTo("Rondo 0.1.0 (commit 2827254)");
    assertThat(Version.text("0.1.0", "2827254-dirty"))
        .isEqualTo("Rondo 0.1.0 (commit 2827254-dirty)");
    assertThat(new Version().getVersion()[0])
        .matches("Rondo [0-9.]+ \\((commit [0-9a-f]+(-dirty)?|unknown commit)\\)");
  }

  @Test
  void theVersionNamesTheKernelThatTrainsOnThisMachine() throws IOException {
    assertThat(new Version().getVersion())
        .hasSize(2)
        .contains("OpenBLAS kernel: " + BlasKernel.inUse().orElse("unknown"));
  }

  @Test
  void withoutARepositoryTheCommitIsUnknown() {
    assertThat(Version.text("0.1.0", "")).isEqualTo("Rondo 0.1.0 (unknown commit)");
    assertThat(Version.text("0.1.0", "not a commit")).endsWith("(unknown commit)");
  }
}
