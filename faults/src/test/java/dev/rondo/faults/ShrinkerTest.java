package dev.rondo.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.faults.MutantsTest.Deliberate;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ShrinkerTest {

  @Test
  void aScheduleThatBreaksNothingIsNotShrunk() {
    assertThat(new ShrinkCheck().apply(1)).isEmpty();
  }

  @Test
  void fewOfAScheduleSFaultsAreLeftAndTheyBreakTheSameInvariant() throws Exception {
    LongFunction<Optional<List<Integer>>> shrink =
        Mutant.of(Deliberate.ANY_NONCE_WILL_DO.edits()).newInstance(ShrinkCheck.class);

    List<Integer> faults =
        LongStream.rangeClosed(1, 1_000)
            .mapToObj(shrink)
            .flatMap(Optional::stream)
            .filter(counts -> counts.get(0) > 5)
            .findFirst()
            .orElseThrow();

    assertThat(faults.get(1))
        .as("faults left of %d", faults.get(0))
        .isPositive()
        .isLessThan(faults.get(0) / 2);
  }
}
