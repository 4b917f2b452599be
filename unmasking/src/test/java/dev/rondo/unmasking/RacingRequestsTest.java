package dev.rondo.unmasking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.round.UnmaskRequest;
import dev.rondo.protocol.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * Two requests race, with their calls of the helper's bucket in any order, with crashes before and
 * after any call, and with repetitions.
 */
class RacingRequestsTest {

  private static final String[][] SETS = {
    {"client-0", "client-1", "client-2"},
    {"client-0", "client-1", "client-2", "client-3"},
    {"client-1", "client-2", "client-3"},
    {"client-0", "client-1", "client-2", "client-3", "client-4"}
  };

  private final Party clients = new Party(5);

  /** A bucket with the clients' seeds and keys, and no frozen set. */
  private Party fresh() {
    return clients.withOwnBuckets();
  }

  @Property(tries = 300)
  void exactlyOneOfTwoSetsIsAnswered(
      @ForAll @IntRange(max = 3) int one,
      @ForAll @IntRange(min = 1, max = 3) int apart,
      @ForAll @Size(20) List<Boolean> turns) {
    Party party = fresh();
    UnmaskRequest first = party.request(SETS[one]);
    UnmaskRequest second = party.request(SETS[(one + apart) % SETS.length]);

    List<Object> said = Interleaving.of(turns).run(party, first, second, -1, -1);

    assertThat(said).filteredOn(UnmaskOutcome.Answered.class::isInstance).hasSize(1);
    assertThat(said)
        .filteredOn(UnmaskOutcome.Refused.class::isInstance)
        .singleElement()
        .satisfies(
            refused ->
                assertThat(((UnmaskOutcome.Refused) refused).refusal().reason())
                    .isEqualTo(Refusal.Reason.OTHER_CONTRIBUTORS));
    assertThat(party.answers.list("")).hasSize(1);
  }

  @Property(tries = 100)
  void theSameRequestTwiceIsAnsweredTwice(@ForAll @Size(20) List<Boolean> turns) {
    Party party = fresh();
    UnmaskRequest request = party.request(SETS[0]);

    List<Object> said = Interleaving.of(turns).run(party, request, request, -1, -1);

    assertThat(said).containsOnly(new UnmaskOutcome.Answered(request.answer()));
    assertThat(party.unmasked(request)).isEqualTo(party.plain(request));
  }

  @Property(tries = 300)
  void crashesAndRepetitionsNeverGiveASecondSum(
      @ForAll @IntRange(max = 3) int one,
      @ForAll @IntRange(min = 1, max = 3) int apart,
      @ForAll @Size(20) List<Boolean> turns,
      @ForAll @IntRange(min = -1, max = 14) int firstCrash,
      @ForAll @IntRange(min = -1, max = 14) int secondCrash) {
    Party party = fresh();
    UnmaskRequest first = party.request(SETS[one]);
    UnmaskRequest second = party.request(SETS[(one + apart) % SETS.length]);

    List<Object> said =
        new ArrayList<>(Interleaving.of(turns).run(party, first, second, firstCrash, secondCrash));
    // Whoever crashed is called again.
    said.add(party.helper().run(first));
    said.add(party.helper().run(second));

    Set<String> answers = new TreeSet<>();
    for (Object outcome : said) {
      if (outcome instanceof UnmaskOutcome.Answered answered) {
        answers.add(answered.key());
      } else {
        assertThat(outcome).isInstanceOfAny(UnmaskOutcome.Refused.class, StoreException.class);
      }
    }
    assertThat(answers).hasSize(1);
    assertThat(party.answers.list("")).hasSize(1);
    UnmaskRequest winner = answers.contains(first.answer()) ? first : second;
    assertThat(party.unmasked(winner)).isEqualTo(party.plain(winner));
  }
}
