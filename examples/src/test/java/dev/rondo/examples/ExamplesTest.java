package dev.rondo.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.simulation.SimulationResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExamplesTest {

  private static final Path HERE = Path.of("src/main/java/dev/rondo/examples");

  @TempDir private Path out;

  @Test
  void anOwnModelLearnsOwnData() {
    SimulationResult result = OwnModelAndData.train(10, out);

    assertThat(result.version()).isEqualTo(10);
    assertThat(result.bestAccuracy().orElseThrow()).isGreaterThan(0.6);
  }

  @Test
  void anOwnServerOptimizerTrainsAndItsStateIsKept() {
    SimulationResult result = OwnServerOptimizer.train(2, out);

    assertThat(result.version()).isEqualTo(2);
    assertThat(result.bestAccuracy().orElseThrow()).isGreaterThan(0.5);
    assertThat(result.modelFile().getParent())
        .isDirectoryContaining("glob:**.optimizer.safetensors");
  }

  @Test
  void yogiMovesAsThePaperSays() {
    double[] parameters = {1, 1};
    double[][] state = {{0, 0}, {1e-6, 4}};

    new OwnServerOptimizer.FedYogi().step(parameters, new double[] {0.5, -1}, state, 2);

    // m = 0.1 D; v grows by 0.01 D^2 below D^2 and shrinks by it above.
    assertThat(state[0]).usingComparatorWithPrecision(1e-12).containsExactly(0.05, -0.1);
    assertThat(state[1]).usingComparatorWithPrecision(1e-12).containsExactly(0.002501, 3.99);
    assertThat(parameters[0]).isEqualTo(1 + 0.01 * 0.05 / (Math.sqrt(0.002501) + 1e-3));
    assertThat(parameters[1]).isEqualTo(1 - 0.01 * 0.1 / (Math.sqrt(3.99) + 1e-3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"OwnModelAndData.java", "OwnServerOptimizer.java"})
  void anExampleIsShort(String file) throws IOException {
    List<String> lines = Files.readAllLines(HERE.resolve(file));

    assertThat(lines.size()).isLessThan(60);
  }
}
