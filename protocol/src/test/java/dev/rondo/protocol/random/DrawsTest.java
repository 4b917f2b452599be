package dev.rondo.protocol.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DrawsTest {

  @Test
  void theSameNameGivesTheSameStream() {
    assertThat(new Draws(1).of(2, "c", "speed").nextLong())
        .isEqualTo(new Draws(1).of(2, "c", "speed").nextLong());
  }

  @Test
  void noTwoNamesShareAStream() {
    Set<Long> first = new HashSet<>();
    int count = 0;
    for (long seed = 0; seed < 20; seed++) {
      Draws draws = new Draws(seed);
      for (String purpose : new String[] {"line", "split", "duration", "drop-out"}) {
        first.add(draws.of(purpose).nextLong());
        count++;
        for (int round = 0; round < 20; round++) {
          first.add(draws.of(round, purpose).nextLong());
          count++;
          for (String client : new String[] {"c", "d", "cd", ""}) {
            first.add(draws.of(round, client, purpose).nextLong());
            count++;
          }
        }
      }
    }
    assertThat(first).hasSize(count);
  }

  @Test
  void theStreamsAreThoseOfEveryMachineAndVersion() {
    assertThat(new Draws(42).of(3, "client-00007", "training").nextLong())
        .isEqualTo(5203178819812786079L);
  }
}
