package dev.rondo.benchmarks;

import dev.rondo.rounds.rule.CoordinateRules;
import dev.rondo.rounds.rule.PairDistances;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The rules that look at all updates together, on the numbers that one read of a function brings.
 * Seconds for all numbers, on one thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-XX:+UseSerialGC", "-Xms1g", "-Xmx1g"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RuleBenchmark {

  /** Of each update. */
  static final int NUMBERS = 4_096;

  /** Updates in the round. */
  @Param({"20", "100", "1000"})
  public int clients;

  private float[][] rows = {};
  private double[] combined = {};

  /** Makes the updates. */
  @Setup
  public void make() {
    Random random = new Random(1);
    rows = new float[clients][NUMBERS];
    combined = new double[NUMBERS];
    for (float[] row : rows) {
      for (int i = 0; i < NUMBERS; i++) {
        row[i] = (float) random.nextGaussian();
      }
    }
  }

  /** Multi-Krum's distances. */
  @Benchmark
  public PairDistances distances() {
    PairDistances distances = new PairDistances(clients);
    distances.measure(rows, NUMBERS);
    return distances;
  }

  /** The median; the trimmed mean sorts as well. */
  @Benchmark
  public double[] median() {
    CoordinateRules.median(rows, NUMBERS, combined);
    return combined;
  }
}
