package dev.rondo.rounds.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.testing.ChildJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A part takes the memory of its slice of the new model, 75 MB of a model of 3 GB here, and of a
 * few reads, whatever the number of updates.
 */
class PartMemoryTest {

  private static String fold(String heap, int parameters, int updates, String rule)
      throws IOException, InterruptedException {
    Process process =
        ChildJvm.start(
            FoldOnePart.class,
            List.of("-Xmx" + heap, "-XX:+UseSerialGC"),
            Integer.toString(parameters),
            Integer.toString(updates),
            rule);
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  @Test
  void aPartOfAModelOfThreeGigabytesAndTwentyUpdatesFitsInto256Megabytes() throws Exception {
    assertThat(fold("256m", 750_000_000, 20, "unweighted")).contains("75000000 bytes, 0 wrong");
  }

  @Test
  void soDoesOneOfTwoThousandSmallerUpdates() throws Exception {
    assertThat(fold("256m", 4_000_000, 2_000, "unweighted")).contains("400000 bytes, 0 wrong");
  }

  /** 64 KiB of each update are 281 MiB; all of them would be 343 MiB. */
  @Test
  void aMedianHoldsARangeOfEachUpdateAndLittleMore() throws Exception {
    assertThat(fold("352m", 800_000, 4_500, "median")).contains("80000 bytes, 0 wrong");
  }
}
