package dev.rondo.functions.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CapacityTest {

  private final Runtime runtime = Runtime.getRuntime();

  @Test
  void theMemoryIsTheOneThatLambdaNames() {
    Capacity capacity = Capacity.of(Map.of("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "5000"), runtime);

    assertThat(capacity).isEqualTo(new Capacity(runtime.availableProcessors(), 5_000));
  }

  @Test
  void outsideLambdaItIsTheJavaHeap() {
    assertThat(Capacity.of(Map.of(), runtime).memoryMb())
        .isEqualTo((int) (runtime.maxMemory() >> 20));
  }
}
