package dev.rondo.benchmarks;

import dev.rondo.core.training.LocalResult;
import dev.rondo.simulation.RoundRecord;
import dev.rondo.simulation.Simulation;
import dev.rondo.simulation.SimulationResult;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a round costs beside training: the 2NN, ten clients whose trainer does nothing, no
 * evaluation. Prints the median of the rounds after a warm-up.
 */
public final class EmptyRound {

  private static final int WARM_UP = 100;

  private EmptyRound() {}

  public static void main(String[] args) throws IOException {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 300;
    Path folder = Files.createTempDirectory("rondo-empty-round");
    try {
      SimulationResult result =
          Simulation.builder()
              .set("rounds", WARM_UP + rounds)
              .set("evaluate_every", 0)
              .trainer(
                  (base, data, settings, seed) ->
                      new LocalResult(new float[base.length], data.size(), 1))
              .out(folder)
              .build()
              .run();
      double[] millis =
          result.rounds().stream()
              .skip(WARM_UP)
              .map(RoundRecord::seconds)
              .mapToDouble(seconds -> 1000 * seconds.orElseThrow())
              .sorted()
              .toArray();
      print(System.out, rounds, millis);
    } finally {
      delete(folder);
    }
  }

  private static void print(PrintStream out, int rounds, double[] millis) {
    out.printf(
        Locale.ROOT,
        "A round of 10 clients with an empty trainer (199,210 parameters), %d rounds: "
            + "median %.1f ms, 10 %% below %.1f ms, 90 %% below %.1f ms%n",
        rounds,
        millis[millis.length / 2],
        millis[millis.length / 10],
        millis[millis.length * 9 / 10]);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
