package dev.rondo.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KindsTest {

  @Property
  void wholeNumbersComeBackFromTheirText(@ForAll @IntRange(min = -1000, max = 1000) int value) {
    Kind<Integer> kind = Kinds.integer(-1000, 1000);

    assertThat(kind.parse(kind.text(value))).contains(value);
  }

  @Test
  void secondsAreDurations() {
    assertThat(Kinds.seconds(2, 60).parse("30")).contains(Duration.ofSeconds(30));
    assertThat(Kinds.seconds(2, 60).parse("1")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://sqs.us-east-1.amazonaws.com/1/tasks", "http://127.0.0.1:4566"})
  void aUrlHasAHost(String url) {
    assertThat(Kinds.url("a URL").parse(url)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "tasks", "ftp://x/y", "https:///x", "http://a b"})
  void whatIsNotAUrlIsRefused(String text) {
    assertThat(Kinds.url("a URL").parse(text)).isEmpty();
  }

  @Test
  void noneIsTheEmptyText() {
    Kind<Optional<String>> kind = Kinds.optional(Kinds.bucket());

    assertThat(kind.parse("")).contains(Optional.empty());
    assertThat(kind.text(Optional.empty())).isEmpty();
    assertThat(kind.parse("A_B")).isEmpty();
  }

  @Test
  void anItemThatIsNotAllowedRefusesTheList() {
    Kind<List<String>> kind = Kinds.list(Kinds.bucket());

    assertThat(kind.parse("one, two")).contains(List.of("one", "two"));
    assertThat(kind.parse("one,,two")).isEmpty();
  }

  @Test
  void aChoiceListsItsWords() {
    assertThat(Kinds.choice(List.of(1, 3, 5), String::valueOf).bounds()).isEqualTo("1, 3 or 5");
    assertThat(Kinds.bool().parse("yes")).isEmpty();
  }

  @Test
  void theClosestWordHasTheFewestEdits() {
    List<String> known = List.of("clients", "clip", "rounds");

    assertThat(Spelling.closest("cleints", known)).contains("clients");
    assertThat(Spelling.closest("frobnicate", known)).isEmpty();
    assertThat(Spelling.closest("clients".repeat(10), known)).isEmpty();
    assertThat(Spelling.edits("kitten", "sitting")).isEqualTo(3);
  }
}
