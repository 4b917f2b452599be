package dev.rondo.functions.unmask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.functions.support.Surroundings;
import dev.rondo.functions.testing.Invocation;
import dev.rondo.functions.testing.RecordedLines;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.unmasking.Unmask;
import dev.rondo.unmasking.Work;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class UnmaskHandlerTest {

  private static final String ALL = "{\"job\":\"mnist\",\"round\":1,\"from\":0,\"to\":100}";

  private final RecordedLines lines = new RecordedLines();

  private UnmaskHandler handler(HelperParty party, UnaryOperator<byte[]> decrypt) {
    return new UnmaskHandler(
        new Surroundings(party.own, () -> Instant.EPOCH, lines, RecordedLines.NAMESPACE),
        party.jobs,
        decrypt,
        Unmask.LEAST,
        Work.inTurn());
  }

  private JsonNode call(HelperParty party, String event) {
    return Invocation.call(handler(party, secret -> secret), event);
  }

  @Test
  void theSumOfMasksGoesIntoTheBucketOfTheJobs() {
    HelperParty party = new HelperParty(4).withKey();

    JsonNode answer = call(party, ALL);

    assertThat(answer.path("masks").asText()).startsWith("masks/mnist/00000001/");
    assertThat(party.jobs.head(answer.path("masks").asText())).isPresent();
    assertThat(party.own.head(ObjectKeys.unmasked("mnist", 1))).isPresent();
    assertThat(lines.messages()).anyMatch(line -> line.startsWith("Wrote masks/mnist/00000001/"));
  }

  @Test
  void aRefusalIsAnAnswerAndAWarning() {
    HelperParty party = new HelperParty(2).withKey();

    assertThat(call(party, ALL).path("refused").asText()).isEqualTo("too_few");
    assertThat(lines.logs())
        .anyMatch(
            line ->
                line.path("level").asText().equals("WARN")
                    && line.path("message").asText().startsWith("Refused: Round 1 of job mnist"));
  }

  @Test
  void theKeyIsDecryptedOnce() {
    HelperParty party = new HelperParty(3).withKey();
    List<Integer> decrypted = new ArrayList<>();
    UnmaskHandler handler =
        handler(
            party,
            secret -> {
              decrypted.add(secret.length);
              return secret;
            });

    assertThat(Invocation.call(handler, ALL)).isEqualTo(Invocation.call(handler, ALL));

    assertThat(decrypted).hasSize(1);
  }

  @Test
  void theLogNeverHasTheKeyOrASeed() {
    HelperParty party = new HelperParty(3).withKey();

    call(party, ALL);
    call(party, "{\"check\":true}");

    assertThat(lines.logs().toString()).doesNotContain(party.key.base64());
  }

  @Test
  void aHelperWithoutAKeySaysHowToCreateOne() {
    HelperParty party = new HelperParty(3);

    assertThatThrownBy(() -> call(party, ALL))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The helper has no key yet. Create it with rondo helper create-key.");
    assertThat(party.own.head(ObjectKeys.unmasked("mnist", 1))).isEmpty();
  }

  @Test
  void aKmsThatFailsIsTroubleToBeTriedAgain() {
    HelperParty party = new HelperParty(3).withKey();
    UnmaskHandler handler =
        handler(
            party,
            secret -> {
              throw new StoreException("KMS does not answer");
            });

    assertThatThrownBy(() -> Invocation.call(handler, ALL))
        .isExactlyInstanceOf(StoreException.class);
  }

  @Test
  void aCheckTellsWhatIsMissingAndFreezesNothing() {
    HelperParty party = new HelperParty(2);

    JsonNode check = call(party, "{\"check\":true}");

    assertThat(check.path("public_key").isNull()).isTrue();
    assertThat(check.path("clients").asInt()).isEqualTo(2);
    assertThat(check.path("minimum").asInt()).isEqualTo(3);
    assertThat(check.path("problems")).hasSize(2);
    assertThat(party.own.keys("unmasked/")).isEmpty();
  }

  @Test
  void aCheckOfAWorkingHelperHasItsPublicKey() {
    HelperParty party = new HelperParty(3).withKey();

    JsonNode check = call(party, "{\"check\":true}");

    assertThat(check.path("public_key").asText()).isEqualTo(party.key.publicKey().base64());
    assertThat(check.path("problems")).isEmpty();
  }

  @Test
  void whatASnapshotIsPrimedWithWorks() {
    assertThatCode(() -> UnmaskPriming.run(new SecureRandom())).doesNotThrowAnyException();
  }
}
