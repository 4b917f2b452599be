package dev.rondo.rounds.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.testing.ChildJvm;
import dev.rondo.rounds.update.Roster;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The largest roster takes 56 MB while a worker reads it and 31 MB from then on, but none beside
 * the sum of a model, 80 MB here.
 */
class RosterMemoryTest {

  @Test
  void aWorkerForgetsTheLargestRosterBeforeItFolds() throws Exception {
    Process process =
        ChildJvm.start(
            FoldWithRoster.class,
            // 104 MB for what lives long.
            List.of("-Xmx120m", "-Xmn16m", "-XX:+UseSerialGC"),
            "10000000",
            Integer.toString(Roster.MAX_ENTRIES));
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).startsWith("0 again, 1 sums, 1 rejections");
  }
}
