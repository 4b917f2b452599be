package dev.rondo.protocol.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What holds of every parser, whatever it is given. */
public abstract class FuzzContract {

  /** The parser, and what it is held to. */
  protected abstract Fuzz fuzz();

  @Test
  void everyKeptInputIsReadOrRefusedAsDocumented() {
    Fuzz.Tally tally = fuzz().replay();

    // Else the parser refuses everything, or nothing, and the inputs show little.
    assertThat(tally.accepted()).isPositive();
    assertThat(tally.refused()).isPositive();
  }

  @Test
  void soIsEveryMutationOfThem() {
    assertThat(fuzz().mutate().inputs()).isEqualTo(Fuzz.SLICE);
  }
}
