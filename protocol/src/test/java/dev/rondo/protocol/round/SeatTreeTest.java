package dev.rondo.protocol.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.protocol.store.Digest;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeatTreeTest {

  private static SeatTree tree(int seats) {
    return new SeatTree(
        IntStream.range(0, seats).mapToObj(seat -> Integer.toHexString(seat + 4096)).toList());
  }

  @Test
  void aNonceProvesItsSeatInRoundsOfAnySize() {
    for (int seats = 1; seats <= 70; seats++) {
      SeatTree tree = tree(seats);
      for (int seat = 0; seat < seats; seat++) {
        assertThat(SeatTree.seat(tree.nonce(seat), tree.root(), seats)).hasValue(seat);
      }
    }
  }

  @Test
  void aNonceWithAnotherNumberSecretPathRootOrSizeProvesNothing() {
    SeatTree tree = tree(6);
    String nonce = tree.nonce(2);
    String[] parts = nonce.split("\\.", -1);
    List<String> wrong =
        List.of(
            "",
            "2",
            parts[1],
            "3." + parts[1] + "." + parts[2],
            "6." + parts[1] + "." + parts[2],
            "02." + parts[1] + "." + parts[2],
            "-2." + parts[1] + "." + parts[2],
            "2." + "0".repeat(32) + "." + parts[2],
            "2." + parts[1] + ".",
            "2." + parts[1] + "." + parts[2].substring(1),
            "2." + parts[1] + "." + parts[2] + "A".repeat(43),
            "2." + parts[1] + "." + "A".repeat(2_000),
            nonce + "\n",
            new SeatTree(List.of("a", "b", "c", "d", "e", "f")).nonce(2));

    assertThat(wrong)
        .allSatisfy(
            text -> assertThat(SeatTree.seat(text, tree.root(), 6)).isEqualTo(OptionalInt.empty()));
    assertThat(SeatTree.seat(nonce, tree(7).root(), 6)).isEmpty();
    assertThat(SeatTree.seat(nonce, tree.root(), 2)).isEmpty();
  }

  @Test
  void aHundredThousandSeatsHaveNoncesWithinTheBound() {
    SeatTree tree = tree(100_000);

    assertThat(tree.nonce(0)).hasSizeBetween(700, SeatTree.MAX_NONCE);
    assertThat(SeatTree.seat(tree.nonce(77_777), tree.root(), 100_000)).hasValue(77_777);
  }

  /** RFC 9162, section 2.1.1: the root of one leaf is the hash of a zero byte and the leaf. */
  @Test
  void theRootOfOneSeatIsItsLeaf() {
    assertThat(new SeatTree(List.of("00ff")).root())
        .isEqualTo(new Digest().add(new byte[] {0, '0', '0', 'f', 'f'}).hex());
    assertThatThrownBy(() -> new SeatTree(List.of())).hasMessageContaining("at least 1 seat");
  }
}
