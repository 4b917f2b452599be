package dev.rondo.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.rounds.job.JobConfig;
import dev.rondo.settings.RawSettings;
import dev.rondo.simulation.SimulationResult;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetVerdictTest {

  private static JobConfig job(String metric, String value) {
    return JobConfig.of(
        RawSettings.empty()
            .with("target_metric", metric, "test")
            .with("target_value", value, "test"));
  }

  @Test
  void theBestValueOfTheMetricIsComparedWithTheTarget(@TempDir Path folder) throws IOException {
    SimulationResult result = TinyRun.run(folder, "tiny");

    assertThat(TargetVerdict.of(job("loss", "1e9"), result).orElseThrow())
        .startsWith("Best loss ")
        .endsWith("The target, a loss of 1000000000 or less, is reached.");
    assertThat(TargetVerdict.of(job("loss", "0"), result).orElseThrow())
        .contains("measured in round 3.")
        .endsWith("is not reached. Try more rounds (--rounds).");
    assertThat(TargetVerdict.of(job("recall", "0.5"), result)).isEmpty();
    assertThat(TargetVerdict.of(job("accuracy", "0.5"), result)).isEmpty();
  }
}
