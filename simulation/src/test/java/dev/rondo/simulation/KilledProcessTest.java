package dev.rondo.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.protocol.testing.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A process that is killed with no time for a last word; then the same command again. */
class KilledProcessTest {

  @TempDir Path out = Path.of("");

  private static Process start(Path folder, ToyRun.Moment moment, int count) throws IOException {
    return ChildJvm.start(
        ToyRun.class,
        List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"),
        folder.toString(),
        moment.name(),
        Integer.toString(count));
  }

  private static void killAt(Process process, String line) throws Exception {
    List<String> said = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String next = reader.readLine();
      while (next != null && !next.equals(line)) {
        said.add(next);
        next = reader.readLine();
      }
      assertThat(next).as("%s", said).isEqualTo(line);
      process.destroyForcibly().waitFor();
    }
  }

  private static byte[] goOn(Path folder) throws IOException {
    SimulationResult result = ToyRun.uninterrupted(folder).build().run();
    assertThat(result.rounds()).hasSize(6);
    return Files.readAllBytes(result.modelFile());
  }

  @ParameterizedTest
  @CsvSource({
    "OPENED, 3",
    "TRAINING, 13",
    "UPDATE_ARRIVED, 50",
    "AGGREGATING, 5",
    "AGGREGATING, 8",
    "EVALUATING, 3",
    "CLOSED, 2"
  })
  void killedAtAnyMomentItGoesOnToTheSameBits(ToyRun.Moment moment, int count) throws Exception {
    byte[] whole = goOn(out.resolve("whole"));

    Process process = start(out.resolve("killed"), moment, count);
    killAt(process, "stopped");

    assertThat(goOn(out.resolve("killed"))).isEqualTo(whole);
  }

  @Test
  void killedAgainAndAgainInFullFlightItGoesOnToTheSameBits() throws Exception {
    byte[] whole = goOn(out.resolve("whole"));

    for (int round = 1; round <= 3; round++) {
      Process process = start(out.resolve("killed"), ToyRun.Moment.NEVER, 0);
      killAt(process, "closed " + (2 * round - 1));
      if (Files.exists(out.resolve("killed/toy/store/jobs/toy/rounds/00000006/result.json"))) {
        break; // It was faster than the killer.
      }
    }

    assertThat(goOn(out.resolve("killed"))).isEqualTo(whole);
  }

  @Test
  void aSecondProcessOnTheSameFolderIsRefused() throws Exception {
    Process process = start(out, ToyRun.Moment.OPENED, 2);
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = reader.readLine();
      while (line != null && !line.equals("stopped")) {
        line = reader.readLine();
      }

      assertThatThrownBy(() -> ToyRun.uninterrupted(out).build().run())
          .isInstanceOf(SimulationException.class)
          .hasMessageContaining("Another process is running the job");
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}
