package dev.rondo.rounds.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.protocol.input.InvalidInputException;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RosterTest {

  @Test
  void idsAndPatternsAreReadFromLines() {
    Roster roster = Roster.parse(Stream.of("# hospitals", "", " berlin ", "AROA1:i-*", "berlin"));

    assertThat(roster.clients()).isEqualTo(List.of("berlin", "AROA1:i-*"));
    Predicate<String> admits = roster.admits();
    assertThat(admits.test("berlin")).isTrue();
    assertThat(admits.test("AROA1:i-0123")).isTrue();
    assertThat(admits.test("berlin2")).isFalse();
    assertThat(admits.test("xAROA1:i-0123")).isFalse();
    assertThat(admits.test("AROA1:j-0123")).isFalse();
  }

  @Test
  void aDotInAPatternIsADot() {
    Predicate<String> admits = new Roster(List.of("site.a*")).admits();

    assertThat(admits.test("site.a1")).isTrue();
    assertThat(admits.test("siteXa1")).isFalse();
  }

  @Test
  void whatIsNoIdIsRefused() {
    assertThatThrownBy(() -> Roster.parse(Stream.of("a b")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("but is \"a b\"");
    assertThatThrownBy(() -> Roster.parse(Stream.of("# nobody")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("but has 0");
    Stream<String> many = IntStream.range(0, Roster.MAX_ENTRIES + 5).mapToObj(i -> "c" + i);
    assertThatThrownBy(() -> Roster.parse(many))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("1 to 100000 entries");
  }

  @Test
  void patternsAreFewBecauseEachClientIsComparedWithEachOfThem() {
    List<String> most = patterns(Roster.MAX_PATTERNS);
    assertThat(new Roster(most).admits().test("site-999:pod-7")).isTrue();
    assertThat(new Roster(most).admits().test("site-1000:pod-7")).isFalse();

    assertThatThrownBy(() -> new Roster(patterns(Roster.MAX_PATTERNS + 1)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "A roster must have at most 1000 patterns with *, but has 1001. List ids, or use"
                + " shorter patterns.");
  }

  private static List<String> patterns(int count) {
    return IntStream.range(0, count).mapToObj(i -> "site-" + i + ":*").toList();
  }

  @Test
  void idsAndPatternsOfTheLargestRosterAreFoundAndNoOthers() {
    Stream<String> ids =
        IntStream.range(0, Roster.MAX_ENTRIES - 1)
            .mapToObj(i -> "c".repeat(185) + (10_000_000 + i));
    Predicate<String> admits = Roster.parse(Stream.concat(ids, Stream.of("*.org"))).admits();

    assertThat(admits.test("c".repeat(185) + 10_000_000)).isTrue();
    assertThat(admits.test("c".repeat(185) + 10_099_998)).isTrue();
    assertThat(admits.test("c".repeat(185) + 10_099_999)).isFalse();
    assertThat(admits.test("hospital.org")).isTrue();
    assertThat(admits.test("hospital.com")).isFalse();
  }
}
