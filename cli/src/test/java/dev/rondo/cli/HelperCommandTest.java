package dev.rondo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.cli.testing.FakeStack;
import dev.rondo.cli.testing.FakeStacks;
import dev.rondo.privacy.masks.ClientKey;
import dev.rondo.privacy.masks.HelperKey;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.testing.MemoryStore;
import dev.rondo.unmasking.ClientKeys;
import dev.rondo.unmasking.KeptHelperKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HelperCommandTest {

  private static final String ONE = publicKey();
  private static final String TWO = publicKey();
  private static final String THREE = publicKey();

  private final FakeStacks stacks = new FakeStacks(new FakeStack(new MemoryStore()));

  @TempDir private Path folder;

  private static String publicKey() {
    return ClientKey.random(new SecureRandom()).publicKey().base64();
  }

  private Said say(Object... words) {
    return Said.by(stacks, words);
  }

  private Path clients(String... lines) throws IOException {
    return Files.writeString(folder.resolve("clients.txt"), String.join("\n", lines) + "\n");
  }

  private ClientKeys enrolled() {
    return ClientKeys.read(new Documents(stacks.helper));
  }

  @Test
  void theHelpersKeyIsCreatedInItsStack() {
    Said said = say("helper", "create-key");

    assertThat(said.exitCode()).as(said.err()).isZero();
    KeptHelperKey kept = KeptHelperKey.read(stacks.helper).orElseThrow();
    assertThat(said.out())
        .startsWith("Created the helper's key. Its private half is in stack RondoHelper.")
        .contains("helper_public_key", kept.publicKey())
        .doesNotContain(kept.decrypted(secret -> secret).base64());
  }

  @Test
  void aHelperHasOneKey() {
    JsonNode first = say("helper", "create-key", "--json").json();
    Said again = say("helper", "create-key");

    assertThat(first.path("created").asBoolean()).isTrue();
    assertThat(again.exitCode()).isZero();
    assertThat(again.out())
        .startsWith("The helper has a key already, in stack RondoHelper. Nothing was changed.")
        .contains(first.path("public_key").asText());
  }

  @Test
  void withoutAStackTheKeyGoesIntoAFile() throws IOException {
    Path file = folder.resolve("helper.key");

    JsonNode said = say("helper", "create-key", "--out", file, "--json").json();

    assertThat(HelperKey.ofBase64(Files.readString(file).strip()).publicKey().base64())
        .isEqualTo(said.path("public_key").asText());
    assertThat(KeptHelperKey.read(stacks.helper)).isEmpty();
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no such permissions")
  void nobodyElseCanReadAPrivateKey() throws IOException {
    Path file = folder.resolve("client.key");

    say("helper", "create-client-key", "clinic-1", "--out", file);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void aPrivateKeyIsNeverOverwritten() throws IOException {
    Path file = Files.writeString(folder.resolve("client.key"), "another");

    Said said = say("helper", "create-client-key", "clinic-1", "--out", file);

    assertThat(said.exitCode()).isNotZero();
    assertThat(said.err()).contains("it exists, and may be a key in use");
    assertThat(file).hasContent("another");
  }

  @Test
  void theLineOfAClientEnrollsIt() throws IOException {
    Path file = folder.resolve("client.key");
    String line = say("helper", "create-client-key", "clinic-1", "--out", file).out().strip();

    Said said = say("helper", "enroll", "--client-keys", clients("# ours", "", line));

    assertThat(said.exitCode()).as(said.err()).isZero();
    ClientKey key = ClientKey.ofBase64(Files.readString(file, StandardCharsets.UTF_8).strip());
    assertThat(enrolled().clients())
        .containsOnlyKeys("clinic-1")
        .containsValue(key.publicKey().base64());
    assertThat(said.out())
        .contains("has 1 clients", "added: clinic-1", "The helper's minimum is 3");
  }

  @Test
  void theFileIsTheWholeListAndChangesAreSaid() throws IOException {
    say("helper", "enroll", "--client-keys", clients("a " + ONE, "b " + TWO));

    JsonNode said =
        say("helper", "enroll", "--json", "--client-keys", clients("b " + THREE, "c " + ONE))
            .json();

    assertThat(enrolled().clients()).containsOnlyKeys("b", "c");
    assertThat(said)
        .isEqualTo(
            Json.parse(
                "{\"clients\":2,\"added\":[\"c\"],\"removed\":[\"a\"],\"rekeyed\":[\"b\"]}"
                    .getBytes(StandardCharsets.UTF_8),
                JsonNode.class,
                "expected"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a|clients.txt:1 must be a client's id and its public key",
        "a KEY more|but has 3 words",
        "a KEY;a OTHER|clients.txt:2: client a has a line already",
        "a KEY;b KEY|must have keys of their own, but have the same",
        "a AAAA|clients.txt: The key of client a is not valid",
        "../a KEY|A client's id is not valid",
        "# nobody|has no clients. Add a line CLIENT KEY",
      })
  void aFileThatCannotBeMeantChangesNothing(String lines, String message) throws IOException {
    say("helper", "enroll", "--client-keys", clients("z " + TWO));
    Path file = clients(lines.replace("KEY", ONE).replace("OTHER", THREE).split(";", -1));

    Said said = say("helper", "enroll", "--client-keys", file);

    assertThat(said.exitCode()).isNotZero();
    assertThat(said.err()).contains(message).doesNotContain("\tat ");
    assertThat(enrolled().clients()).containsOnlyKeys("z");
  }

  @Test
  void anIdThatIsNoneIsRefused() {
    Said said = say("helper", "create-client-key", "../x", "--out", folder.resolve("client.key"));

    assertThat(said.err()).contains("CLIENT must be the id of a client");
    assertThat(folder.resolve("client.key")).doesNotExist();
  }

  @Test
  void theListIsInTheHelpersBucket() throws IOException {
    say("helper", "enroll", "--client-keys", clients("a " + ONE));

    assertThat(stacks.helper.head(ObjectKeys.clientKeys())).isPresent();
  }

  @Test
  void anotherStackIsNamedByItsOption() {
    Said said = say("helper", "create-key", "--helper-stack", "Nowhere");

    assertThat(said.exitCode()).isNotZero();
    assertThat(said.err()).contains("Stack Nowhere does not exist");
  }
}
