package dev.rondo.cli.command;

import dev.rondo.simulation.Simulation;
import dev.rondo.simulation.SimulationResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/** Real runs, small enough to be run within a test. */
final class TinyRun {

  private TinyRun() {}

  /** Three rounds over six clients, of which each wants three; rounds 2 and 3 are evaluated. */
  static SimulationResult run(Path folder, String job) throws IOException {
    return simulation(folder, job).build().run();
  }

  /** The same, to be changed before it runs. */
  static Simulation.Builder simulation(Path folder, String job) throws IOException {
    return Simulation.builder()
        .set("job", job)
        .set("dataset", data(folder))
        .set("clients", 6)
        .set("fraction", 0.5)
        .set("rounds", 3)
        .set("target_accuracy", 0)
        .set("evaluate_every", 2)
        .out(folder.resolve("runs"));
  }

  /** 300 rows of two numbers, in three classes that a line can tell apart. */
  static Path data(Path folder) throws IOException {
    Random random = new Random(5);
    StringBuilder text = new StringBuilder("label,x,y\n");
    for (int i = 0; i < 300; i++) {
      int label = i % 3;
      double x = 2 * label + 0.3 * random.nextGaussian();
      double y = (label == 1 ? 2 : 0) + 0.3 * random.nextGaussian();
      text.append(String.format(Locale.ROOT, "%d,%.4f,%.4f%n", label, x, y));
    }
    return Files.writeString(folder.resolve("points.csv"), text);
  }
}
