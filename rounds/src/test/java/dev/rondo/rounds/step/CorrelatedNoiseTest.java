package dev.rondo.rounds.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.privacy.accounting.Blt;
import dev.rondo.privacy.noise.Grid;
import dev.rondo.protocol.round.NoiseBuffer;
import dev.rondo.protocol.round.Privacy;
import dev.rondo.rounds.state.LatestVersion;
import dev.rondo.rounds.testing.PrivateRounds;
import dev.rondo.rounds.testing.TestJob;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The noise of several releases of privacy blt is that of its matrix. */
class CorrelatedNoiseTest {

  private static final int[] ALL = {0, 1, 2, 3, 4, 5};

  private static Blt blt(Privacy privacy) {
    return new Blt(
        privacy.buffers().stream().map(NoiseBuffer::decay).toList(),
        privacy.buffers().stream().map(NoiseBuffer::weight).toList());
  }

  /** The noise of a release: what its first buffer has in addition to the decayed one before. */
  private static double[] noise(TestJob job, int version, int before) {
    double decay = job.plan(version).privacy().orElseThrow().buffers().get(0).decay();
    double[] noise = PrivateRounds.state(job, version, 0);
    double[] earlier = before == 0 ? new double[noise.length] : PrivateRounds.state(job, before, 0);
    for (int i = 0; i < noise.length; i++) {
      noise[i] -= decay * earlier[i];
    }
    return noise;
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "2, 0", "0, 2"})
  void theNoiseOfTenReleasesIsThatOfTheDenseMatrix(int groups, int parts) {
    TestJob job =
        PrivateRounds.created("blt", "rounds", "10", "clients", "24", "privacy_cool_down", "3");
    job.groups = groups;
    job.parts = parts;
    double[][] noise = new double[10][];
    double[][] independent = new double[10][];
    for (int round = 1; round <= 10; round++) {
      int first = 6 * (round % 4); // Four cohorts take turns.
      PrivateRounds.playWithZeros(job, round, first, first + 1, first + 2, first + 3);
      noise[round - 1] = noise(job, round, round - 1);
      independent[round - 1] = PrivateRounds.independentNoise(job, round);
    }
    Privacy privacy = job.plan(10).privacy().orElseThrow();
    double[] inverse = blt(privacy).inverse(10);
    double[] coefficients = blt(privacy).coefficients(10);
    double step = PrivateRounds.grid(job, 1).step();
    assertThat(privacy.release()).isEqualTo(10);
    for (int t = 0; t < 10; t++) {
      for (int i = 0; i < noise[t].length; i++) {
        double dense = 0;
        double back = 0;
        for (int s = 0; s <= t; s++) {
          dense += inverse[t - s] * independent[s][i];
          back += coefficients[t - s] * noise[s][i];
        }
        // C n is Z, up to half a step of each release, which the calibration counts.
        assertThat(Math.abs(back - independent[t][i])).isLessThanOrEqualTo(0.5001 * step);
        assertThat(Math.abs(dense - noise[t][i])).isLessThanOrEqualTo(step * 10);
        assertThat(Math.abs(Math.rint(noise[t][i] / step) - noise[t][i] / step)).isLessThan(1e-4);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void afterARollbackBuffersContinueFromTheLastReleaseAndTheOptimizerFromTheBase(int parts) {
    TestJob job = PrivateRounds.created("blt", "server_momentum", "0.9");
    job.parts = parts;
    for (int round = 1; round <= 3; round++) {
      PrivateRounds.playWithZeros(job, round, ALL);
    }
    new LatestVersion(job.memory).rollBack(TestJob.ID, 1);
    PrivateRounds.playWithZeros(job, 4, ALL);

    Privacy privacy = job.plan(4).privacy().orElseThrow();
    assertThat(job.plan(4).baseVersion()).isEqualTo(1);
    assertThat(privacy.release()).isEqualTo(4);
    assertThat(privacy.previous()).contains(3);
    List<NoiseBuffer> buffers = privacy.buffers();
    double[][] before = new double[buffers.size()][];
    double[] velocity = PrivateRounds.state(job, 1, 0);
    double[] noise = PrivateRounds.independentNoise(job, 4);
    Grid grid = PrivateRounds.grid(job, 4);
    for (int j = 0; j < buffers.size(); j++) {
      before[j] = PrivateRounds.state(job, 3, 1 + j);
    }
    double[] buffer = PrivateRounds.state(job, 4, 1);
    double[] after = PrivateRounds.state(job, 4, 0);
    for (int i = 0; i < noise.length; i++) {
      double correlated = 0;
      for (int j = 0; j < buffers.size(); j++) {
        correlated += buffers.get(j).weight() * before[j][i];
      }
      double added = noise[i] - grid.round(correlated);
      assertThat(buffer[i]).isEqualTo(buffers.get(0).decay() * before[0][i] + added);
      assertThat(after[i]).isEqualTo(0.9 * velocity[i] + added / 4);
    }
  }

  @Test
  void anAbandonedRoundLeavesTheBuffersAndTheNumberOfReleases() {
    TestJob job = PrivateRounds.created("blt");
    PrivateRounds.playWithZeros(job, 1, ALL);
    PrivateRounds.playWithZeros(job, 2, 0); // Fewer than the minimum.
    PrivateRounds.playWithZeros(job, 3, ALL);

    Privacy privacy = job.plan(3).privacy().orElseThrow();
    assertThat(privacy.release()).isEqualTo(2);
    assertThat(privacy.previous()).contains(1);
    double[] noise = noise(job, 3, 1);
    double[] first = noise(job, 1, 0);
    double[] second = PrivateRounds.independentNoise(job, 3);
    double step = PrivateRounds.grid(job, 1).step();
    double[] coefficients = blt(privacy).coefficients(2);
    for (int i = 0; i < noise.length; i++) {
      assertThat(Math.abs(noise[i] + coefficients[1] * first[i] - second[i]))
          .isLessThanOrEqualTo(0.5001 * step);
    }
  }
}
