package dev.rondo.benchmarks;

import dev.rondo.privacy.noise.GaussianNoise;
import dev.rondo.privacy.noise.Grid;
import dev.rondo.privacy.noise.NoiseKey;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
 * What differential privacy adds to an aggregation: the noise of a vector, and the rounding of a
 * contribution to the grid. Seconds for {@link #NUMBERS} numbers, on one thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-XX:+UseSerialGC", "-Xms1g", "-Xmx1g"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class NoiseBenchmark {

  /** Of the vector. */
  static final int NUMBERS = 1 << 18;

  /** The standard deviation in grid steps. */
  @Param({"1048576", "1500000", "2097152"})
  public long deviation;

  private @Nullable GaussianNoise noise;
  private @Nullable Grid grid;
  private final double[] sums = new double[NUMBERS];

  /** Makes a contribution. */
  @Setup
  public void make() {
    grid = new Grid(0x1p-22, deviation);
    noise = new GaussianNoise(NoiseKey.of(new byte[32], "job", 1, new byte[] {1}), deviation);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < NUMBERS; i++) {
      sums[i] = random.nextDouble();
    }
  }

  /** Draws the vector's noise and adds it. */
  @Benchmark
  public double[] noise() {
    Objects.requireNonNull(noise, "JMH calls make first").addTo(0, sums, NUMBERS, 0x1p-22);
    return sums;
  }

  /** Rounds a contribution. */
  @Benchmark
  public double[] rounding() {
    Objects.requireNonNull(grid, "JMH calls make first").round(sums, NUMBERS);
    return sums;
  }
}
