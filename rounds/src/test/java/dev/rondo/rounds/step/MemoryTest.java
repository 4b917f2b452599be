package dev.rondo.rounds.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.testing.ChildJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Folding takes the memory of one sum, 80 MB here, whatever the number of updates of 40 MB. */
class MemoryTest {

  private static String fold(int updates) throws IOException, InterruptedException {
    Process process =
        ChildJvm.start(
            FoldManyUpdates.class,
            List.of("-Xmx256m", "-XX:+UseSerialGC"),
            "10000000",
            Integer.toString(updates));
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  @Test
  void tenUpdatesOfTenMillionParametersFitInto256Megabytes() throws Exception {
    assertThat(fold(10)).startsWith("10 contributors").contains(" 0 wrong");
  }

  @Test
  void aThousandFitIntoTheSame256Megabytes() throws Exception {
    assertThat(fold(1000)).startsWith("1000 contributors").contains(" 0 wrong");
  }
}
