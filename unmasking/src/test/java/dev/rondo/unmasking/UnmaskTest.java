package dev.rondo.unmasking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.privacy.masks.ClientKey;
import dev.rondo.privacy.masks.HelperKey;
import dev.rondo.privacy.masks.MaskContext;
import dev.rondo.privacy.masks.MaskedVector;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.round.MaskedUpdate;
import dev.rondo.protocol.round.UnmaskRequest;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UnmaskTest {

  private final Party party = new Party(5);

  private void assertRefused(UnmaskOutcome outcome, Refusal.Reason reason, String message) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            UnmaskOutcome.Refused.class,
            refused -> {
              assertThat(refused.refusal().reason()).isEqualTo(reason);
              assertThat(refused.refusal().message()).contains(message);
            });
  }

  private void assertNothingIsFrozen() {
    assertThat(party.own.head(ObjectKeys.unmasked(Party.JOB, Party.ROUND))).isEmpty();
    assertThat(party.answers.list("")).isEmpty();
  }

  @Test
  void sumsOfMasksAreRemoved() {
    UnmaskRequest request = party.request("client-0", "client-2", "client-4");

    assertThat(party.helper().run(request)).isEqualTo(new UnmaskOutcome.Answered(request.answer()));

    assertThat(party.unmasked(request)).isEqualTo(party.plain(request));
  }

  @Test
  void rangesOfOneSetAreAnswered() {
    List<String> clients = List.of("client-0", "client-1", "client-2");

    for (UnmaskRequest part :
        List.of(party.request(clients, 0, 333), party.request(clients, 333, 1_000))) {
      assertThat(party.helper().run(part)).isInstanceOf(UnmaskOutcome.Answered.class);
      assertThat(party.unmasked(part)).isEqualTo(party.plain(part));
    }
  }

  @Test
  void theSameRequestGetsTheSameAnswer() {
    UnmaskRequest request = party.request("client-0", "client-1", "client-2");
    party.helper().run(request);
    byte[] first = party.answers.bytes(request.answer());
    party.answers.remove(request.answer());

    // The list of keys is asked only once: a client that has left it is in the sum.
    party.enrol(Map.of());
    UnmaskOutcome again = party.helper().run(party.request("client-2", "client-0", "client-1"));

    assertThat(again).isEqualTo(new UnmaskOutcome.Answered(request.answer()));
    assertThat(party.answers.bytes(request.answer())).isEqualTo(first);
  }

  @Test
  void aSecondSetIsRefusedForEver() {
    party.helper().run(party.request("client-0", "client-1", "client-2"));

    for (UnmaskRequest other :
        List.of(
            party.request("client-0", "client-1", "client-2", "client-3"),
            party.request("client-0", "client-1"),
            party.request("client-1", "client-2", "client-3"))) {
      assertRefused(
          party.helper().run(other),
          Refusal.Reason.OTHER_CONTRIBUTORS,
          "There is no second sum for a round");
    }
    assertThat(party.answers.list("")).hasSize(1);
  }

  /** A client that trains again after a crash sends another vector: another set, too. */
  @Test
  void theSameClientsWithAnotherUpdateAreAnotherSet() {
    party.helper().run(party.request("client-0", "client-1", "client-2"));

    party.contribute("client-1");

    assertRefused(
        party.helper().run(party.request("client-0", "client-1", "client-2")),
        Refusal.Reason.OTHER_CONTRIBUTORS,
        "round 7 of job mnist");
  }

  @Test
  void aClientThatTrainsAgainHasASeedForEachAttempt() {
    UnmaskRequest first = party.request("client-0", "client-1", "client-2");
    int[] plain = party.plain(first);
    MaskedVector sent = party.masked("client-1");

    party.contribute("client-1"); // Its upload of the update is too late.

    assertThat(party.helper().run(first)).isInstanceOf(UnmaskOutcome.Answered.class);
    party.masked.put("client-1", sent);
    assertThat(party.unmasked(first)).isEqualTo(plain);
  }

  @Test
  void fewerThanTheMinimumAreRefused() {
    assertRefused(
        party.helper().run(party.request("client-0", "client-1")),
        Refusal.Reason.TOO_FEW,
        "has 2 contributors, and the helper's minimum is 3");
    assertThatThrownBy(() -> new Unmask(party.own, party.answers, party.key, 2, Work.inTurn()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The helper's minimum must be 3 or more, but is 2");
    assertNothingIsFrozen();
  }

  @Test
  void clientsWithoutAKeyInTheListAreRefused() {
    Map<String, ClientKey> some = new TreeMap<>(party.keys);
    some.remove("client-1");
    party.enrol(some);

    assertRefused(
        party.helper().run(party.request("client-0", "client-1", "client-2")),
        Refusal.Reason.UNKNOWN_CLIENT,
        "Client client-1 is not in the helper's list of keys");
    assertNothingIsFrozen();
    assertThat(party.helper().run(party.request("client-0", "client-2", "client-3")))
        .isInstanceOf(UnmaskOutcome.Answered.class);
  }

  @Test
  void withoutAListOfKeysNobodyIsKnown() {
    party.own.remove(ObjectKeys.clientKeys());

    assertRefused(
        party.helper().run(party.request("client-0", "client-1", "client-2")),
        Refusal.Reason.UNKNOWN_CLIENT,
        "Enrol it");
  }

  @Test
  void nobodySendsASeedForAnotherClient() {
    Map<String, ClientKey> others = new TreeMap<>(party.keys);
    others.put("client-1", ClientKey.random(party.random));
    party.enrol(others);

    assertRefused(
        party.helper().run(party.request("client-0", "client-1", "client-2")),
        Refusal.Reason.INVALID_SEED,
        "The seed of client client-1 is not signed with its key");
    assertNothingIsFrozen();
  }

  @Test
  void aMissingSeedIsRefused() {
    party.own.remove(party.seed("client-2"));

    assertRefused(
        party.helper().run(party.request("client-0", "client-1", "client-2")),
        Refusal.Reason.NO_SEED,
        "Client client-2 has no sealed seed");
    assertNothingIsFrozen();
  }

  @Test
  void aSeedOfAnotherRoundIsNotValid() {
    MaskedVector other =
        MaskedVector.mask(
            new int[] {1},
            new MaskContext(Party.JOB, Party.ROUND - 1, "client-2", party.terms().text()),
            party.key.publicKey(),
            party.key("client-2"),
            party.random);
    party.own.put(party.seed("client-2"), Content.of(other.seed().bytes()));

    assertRefused(
        party.helper().run(party.request("client-0", "client-1", "client-2")),
        Refusal.Reason.INVALID_SEED,
        "client-2");
  }

  @Test
  void aSeedForAnotherHelperIsRefused() {
    Unmask other =
        new Unmask(
            party.own, party.answers, HelperKey.random(party.random), Unmask.LEAST, Work.inTurn());

    assertRefused(
        other.run(party.request("client-0", "client-1", "client-2")),
        Refusal.Reason.INVALID_SEED,
        "was not sealed for this helper. Give the client the public key");
    assertNothingIsFrozen();
  }

  @Test
  void filesOfAnySizeAreNoSeeds() {
    for (int size : new int[] {0, 144, 146, 100_000}) {
      party.own.put(party.seed("client-2"), Content.of(new byte[size]));
      assertRefused(
          party.helper().run(party.request("client-0", "client-1", "client-2")),
          Refusal.Reason.INVALID_SEED,
          "client-2");
    }
  }

  @Test
  void aSeedThatIsReplacedLaterIsRefused() {
    UnmaskRequest request = party.request("client-0", "client-1", "client-2");
    party.helper().run(request);
    party.answers.remove(request.answer());
    String seed = party.seed("client-1");

    party.own.put(seed, Content.of(party.masked("client-0").seed().bytes()));
    assertRefused(
        party.helper().run(request), Refusal.Reason.INVALID_SEED, "was replaced after the set");
    party.own.remove(seed);
    assertRefused(party.helper().run(request), Refusal.Reason.NO_SEED, "was deleted after the set");
    assertThat(party.answers.list("")).isEmpty();
  }

  @Test
  void aRefusalNamesAllClientsWithoutAValidSeed() {
    party.own.remove(party.seed("client-1"));
    party.own.remove(party.seed("client-3"));

    UnmaskRequest request = party.request("client-0", "client-1", "client-2", "client-3");

    assertRefused(party.helper().run(request), Refusal.Reason.NO_SEED, "Client client-1 has");
    assertRefused(party.helper().run(request), Refusal.Reason.NO_SEED, "Client client-3 has");
    assertNothingIsFrozen();
  }

  @Test
  void aRefusalOfManyClientsSaysHowManyMore() {
    List<Refusal> faults =
        IntStream.range(0, 25)
            .mapToObj(n -> new Refusal(Refusal.Reason.NO_SEED, "Client " + n + "."))
            .toList();

    assertThat(Refusal.of(faults).orElseThrow().message())
        .startsWith("Client 0. Client 1.")
        .endsWith("Client 19. 5 more contributors have no valid seed.");
    assertThat(Refusal.of(List.of())).isEmpty();
  }

  @Test
  void blocksOfALongVectorAreAddedAtTheSameTime() {
    Party large = new Party(3).telling(1_000_003);
    UnmaskRequest request =
        large.request(List.of("client-0", "client-1", "client-2"), 5, 1_000_003);
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      new Unmask(large.own, large.answers, large.key, 3, new Work(pool, 3)).run(request);
    } finally {
      pool.shutdown();
    }
    int[] inPool = Answers.read(large.answers, request);
    large.answers.remove(request.answer());

    large.helper().run(request);

    assertThat(inPool).isEqualTo(Answers.read(large.answers, request));
    assertThat(inPool).hasSize(999_998);
  }

  @Test
  void anAnswerOfAnEarlierCallIsNotMadeAgain() {
    UnmaskRequest request = party.request("client-0", "client-1", "client-2");
    party.helper().run(request);
    party.answers.put(request.answer(), Content.of(new byte[] {1}));

    party.helper().run(request);

    assertThat(party.answers.head(request.answer())).map(ObjectInfo::size).contains(1L);
  }

  @Test
  void aListOfKeysWithTwoClientsOfOneKeyIsRefused() {
    String key = party.key("client-0").publicKey().base64();

    assertThatThrownBy(() -> new ClientKeys(Map.of("one", key, "two", key)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must have keys of their own, but have the same");
    assertThatThrownBy(() -> new ClientKeys(Map.of("one", "AAAA")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "The key of client one is not valid. A client's public key must be 32 bytes, but is"
                + " 3.");
    assertThatThrownBy(() -> new ClientKeys(Map.of("../one", key)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("A client's id is not valid: \"../one\"");
  }

  @Test
  void requestsThatCannotBeMeantAreRefused() {
    MaskedUpdate one = party.update("client-0");

    assertThatThrownBy(() -> new UnmaskRequest("mnist", 7, List.of(one, one), party.terms(), 0, 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("client-0 is twice in the request");
    assertThatThrownBy(() -> new UnmaskRequest("mnist", 7, List.of(one), party.terms(), 5, 5))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("but is 5 to 5");
    assertThatThrownBy(() -> new UnmaskRequest("mnist", 7, List.of(one), party.terms(), 0, 1_001))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must be within 0 to 1000 and not empty, but is 0 to 1001");
    assertThatThrownBy(() -> new UnmaskRequest("../a", 7, List.of(one), party.terms(), 0, 5))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> new UnmaskRequest("mnist", 0, List.of(one), party.terms(), 0, 5))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> new MaskedUpdate("client-0", "../../x"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must be 64 digits");
    assertThatThrownBy(() -> new MaskedUpdate("a/b", one.digest()))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void aRequestIsReadFromJson() {
    UnmaskRequest request = party.request("client-0", "client-1", "client-2");

    assertThat(Json.parse(Json.text(request), UnmaskRequest.class, "the request"))
        .isEqualTo(request);
  }
}
