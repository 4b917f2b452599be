package dev.rondo.benchmarks;

import static java.util.Objects.requireNonNull;

import com.sun.management.OperatingSystemMXBean;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.rounds.state.RoundResult;
import dev.rondo.simulation.Simulation;
import dev.rondo.simulation.SimulationListener;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * What privacy and masks add to the time of a round: ten clients whose trainer does nothing, no
 * evaluation. Jobs without protection, with independent and with correlated noise, and with masks
 * run in turns in one process. Prints the milliseconds of the rounds of each kind, on the wall and
 * of the processor, as JSON.
 */
public final class ProtectedRounds {

  /** Of each job, not counted: files and buffers of noise begin there. */
  private static final int WARM_UP = 5;

  private static final SortedMap<String, Map<String, String>> KINDS =
      new TreeMap<>(
          Map.of(
              "none", Map.of("aggregation", "unweighted"),
              "gaussian", Map.of("privacy", "gaussian", "privacy_epsilon", "8"),
              "blt", Map.of("privacy", "blt", "privacy_epsilon", "8"),
              "masks", Map.of("secure_aggregation", "helper")));

  private ProtectedRounds() {}

  /**
   * @param args model, rounds of a job, and jobs of each kind; the first job of each kind is
   *     warm-up
   */
  public static void main(String[] args) throws IOException {
    String model = args[0];
    int rounds = Integer.parseInt(args[1]);
    int jobs = Integer.parseInt(args[2]);
    Map<String, List<Times>> times = new LinkedHashMap<>();
    for (int job = 0; job < jobs; job++) {
      for (String kind : KINDS.keySet()) {
        List<Times> ofJob = run(kind, model, WARM_UP + rounds);
        if (job > 0) {
          times.computeIfAbsent(kind, any -> new ArrayList<>()).addAll(ofJob);
        }
      }
    }
    System.out.println(
        times.entrySet().stream()
            .map(
                kind ->
                    "\"%s\": {\"wall\": %s, \"processor\": %s}"
                        .formatted(
                            kind.getKey(),
                            text(kind.getValue(), Times::wall),
                            text(kind.getValue(), Times::processor)))
            .collect(Collectors.joining(", ", "{", "}")));
  }

  /**
   * Of a round, in nanoseconds.
   *
   * @param processor of all threads of this process
   */
  private record Times(long wall, long processor) {

    static Times now() {
      OperatingSystemMXBean system =
          (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
      return new Times(System.nanoTime(), system.getProcessCpuTime());
    }

    Times since(Times start) {
      return new Times(wall - start.wall, processor - start.processor);
    }
  }

  private static String text(List<Times> times, ToLongFunction<Times> nanoseconds) {
    return times.stream()
        .map(one -> String.format(Locale.ROOT, "%.3f", nanoseconds.applyAsLong(one) / 1e6))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static List<Times> run(String kind, String model, int rounds) throws IOException {
    List<Times> times = new ArrayList<>();
    SimulationListener clock =
        new SimulationListener() {
          private Times opened = Times.now();

          @Override
          public void roundOpened(int round) {
            opened = Times.now();
          }

          @Override
          public void roundClosed(RoundResult result, double seconds) {
            times.add(Times.now().since(opened));
          }
        };
    Path folder = Files.createTempDirectory("rondo-protected-rounds");
    try {
      Simulation.Builder simulation =
          Simulation.builder()
              .set("model", model)
              .set("rounds", rounds)
              .set("clip_update_norm", 1)
              .set("evaluate_every", 0)
              .trainer(
                  (base, data, settings, seed) ->
                      new LocalResult(new float[base.length], data.size(), 1))
              .listener(clock)
              .out(folder);
      requireNonNull(KINDS.get(kind), kind).forEach(simulation::set);
      simulation.build().run();
    } finally {
      EmptyRound.delete(folder);
    }
    return times.subList(WARM_UP, times.size());
  }
}
