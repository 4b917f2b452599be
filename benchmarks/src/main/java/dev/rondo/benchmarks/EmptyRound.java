package dev.rondo.benchmarks;

import dev.rondo.protocol.training.LocalResult;
import dev.rondo.rounds.history.RoundRecord;
import dev.rondo.simulation.Simulation;
import dev.rondo.simulation.SimulationResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a round costs beside training: the 2NN, ten clients whose trainer does nothing, no
 * evaluation. Prints the milliseconds of the rounds after a warm-up, as JSON.
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
      System.out.println(
          result.rounds().stream()
              .skip(WARM_UP)
              .map(RoundRecord::seconds)
              .mapToDouble(seconds -> 1000 * seconds.orElseThrow())
              .mapToObj(millis -> String.format(Locale.ROOT, "%.3f", millis))
              .collect(Collectors.joining(", ", "[", "]")));
    } finally {
      delete(folder);
    }
  }

  /** Deletes a folder and all that is in it. */
  static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
