package dev.rondo.unmasking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ForbiddenException;
import dev.rondo.protocol.store.ForwardingStore;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.StoredObject;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HelperCheckTest {

  private final Party party = new Party(4);

  private HelperCheck check(ObjectStore jobs) {
    return HelperCheck.run(party.own, jobs, () -> party.key, 3);
  }

  @Test
  void aHelperThatCanAnswerHasNoProblem() {
    assertThat(check(party.answers))
        .isEqualTo(
            new HelperCheck(
                Optional.of(party.key.publicKey().base64()), 4, 3, java.util.List.of()));
  }

  @Test
  void nothingIsFrozenByACheck() {
    check(party.answers);

    assertThat(party.own.keys("unmasked/")).isEmpty();
  }

  @Test
  void aHelperWithoutAKeySaysSo() {
    HelperCheck check =
        HelperCheck.run(
            party.own,
            party.answers,
            () -> {
              throw new IllegalStateException("Create it with rondo helper create-key.");
            },
            3);

    assertThat(check.publicKey()).isEmpty();
    assertThat(check.problems())
        .containsExactly(
            "The helper has no private key that it can use. Create it with rondo helper"
                + " create-key.");
  }

  @Test
  void aListWithFewerClientsThanTheMinimumIsAProblem() {
    party.enrol(Map.of("client-0", party.key("client-0")));

    assertThat(check(party.answers).problems())
        .singleElement()
        .asString()
        .startsWith("1 clients have a key in the helper's list, and its minimum is 3.");
  }

  @Test
  void aDamagedListIsAProblem() {
    party.own.put(ObjectKeys.clientKeys(), Content.of(new byte[] {1}));

    assertThat(check(party.answers).problems())
        .singleElement()
        .asString()
        .startsWith("Cannot read the clients' keys.");
  }

  @Test
  void aBucketOfTheJobsThatRefusesIsAProblem() {
    ObjectStore refusing =
        new ForwardingStore(party.answers) {
          @Override
          public Optional<StoredObject> get(String key) {
            throw new ForbiddenException("Cannot read " + key);
          }

          @Override
          public String put(String key, Content content) {
            throw new ForbiddenException("Cannot write " + key);
          }
        };

    assertThat(check(refusing).problems())
        .hasSize(2)
        .allSatisfy(problem -> assertThat(problem).contains("with helper_role_arn. Cannot "));
  }
}
