package dev.rondo.benchmarks;

import dev.rondo.rounds.aggregation.Fold;
import java.io.IOException;
import java.util.Objects;
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
 * Folds the updates of a round from memory, whole files through the reader, the validation and the
 * kernel, beside a plain copy of the same bytes. Seconds for all updates.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-XX:+UseSerialGC", "-Xms5g", "-Xmx5g", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FoldBenchmark {

  /** Of the model. */
  @Param("1700000")
  public int parameters;

  /** Updates in the round. */
  @Param("20")
  public int clients;

  private @Nullable UpdatesInMemory made;
  private byte[][] targets = {};

  /** Makes the updates. */
  @Setup
  public void make() throws IOException {
    made = UpdatesInMemory.of(parameters, clients);
    targets = updates().targets();
  }

  private UpdatesInMemory updates() {
    return Objects.requireNonNull(made, "JMH calls make first");
  }

  /** What the memory gives: the same bytes, copied. */
  @Benchmark
  public byte[][] copy() {
    updates().copy(targets);
    return targets;
  }

  /** On the caller's thread. */
  @Benchmark
  public Fold.Folded fold() {
    return updates().fold(1);
  }

  /** On two threads. */
  @Benchmark
  public Fold.Folded foldOnTwoThreads() {
    return updates().fold(2);
  }

  /** With a bound on the updates' norm, which takes the sum of their squares. */
  @Benchmark
  public Fold.Folded foldWithNorms() {
    return updates().foldWithNorms();
  }
}
