package dev.rondo.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.agent.settings.AgentSettings;
import dev.rondo.privacy.masks.ClientKey;
import dev.rondo.privacy.masks.HelperKey;
import dev.rondo.privacy.masks.MaskContext;
import dev.rondo.privacy.masks.MaskStream;
import dev.rondo.privacy.masks.SealedSeed;
import dev.rondo.protocol.client.SecureUploads;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.round.MaskTerms;
import dev.rondo.protocol.safetensors.SafetensorsReader;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.testing.MemoryStore;
import dev.rondo.rounds.testing.TestJob;
import dev.rondo.settings.InvalidSettingsException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent with keys for secure aggregation. */
class SecureClientTest {

  private static final String[] MASKED = {
    "secure_aggregation", "helper", "clip_update_norm", "2", "minimum", "3"
  };

  @TempDir Path folder = Path.of("");

  private final SecureRandom random = new SecureRandom();
  private final HelperKey helper = HelperKey.random(random);
  private final ClientKey client = ClientKey.random(random);
  private final MemoryStore bucket = new MemoryStore();

  private AgentSettings settings(String... flags) {
    List<String> all =
        new ArrayList<>(List.of("--bucket", "rondo-bucket", "--task-queue-url", "https://sqs/q"));
    all.addAll(List.of(flags));
    return AgentSettings.parse(all, Map.of());
  }

  private SecureUploads secure() throws IOException {
    Path key = Files.writeString(folder.resolve("client.key"), client.base64() + "\n");
    return keys(key)
        .uploads(
            name -> {
              assertThat(name).isEqualTo("helper-bucket");
              return bucket;
            });
  }

  private SecureClient keys(Path key) {
    return SecureClient.of(
            settings(
                "--helper-public-key",
                helper.publicKey().base64(),
                "--helper-bucket",
                "helper-bucket",
                "--client-key",
                key.toString()))
        .orElseThrow();
  }

  private static int[] numbers(byte[] update) throws IOException {
    int[] numbers = new int[TestJob.CLIENTS];
    try (SafetensorsReader reader =
        SafetensorsReader.open(new ByteArrayInputStream(update), update.length)) {
      reader.readInts(numbers, 0, 4);
      reader.readInts(numbers, 4, 2);
    }
    return numbers;
  }

  @Test
  void theMaskOfAnUpdateIsThatOfTheSeedThatOnlyTheHelperOpens() throws IOException {
    World world = new World(folder, MASKED);
    world.secure = secure();
    world.push(3).openWithSeats(1, 1).run(Duration.ofMinutes(10));

    assertThat(world.states()).containsExactly("training", "uploaded", "stopping");
    String seed = bucket.keys("seeds/one-hot/00000001/c0/").get(0);
    String digest = seed.substring(seed.length() - 68, seed.length() - 4);
    MaskContext context =
        new MaskContext(TestJob.ID, 1, World.CLIENT, MaskTerms.of(world.job.plan(1)).text());
    SealedSeed sealed = SealedSeed.parse(bucket.bytes(seed)).orElseThrow();
    byte[] bytes = HexFormat.of().parseHex(digest);
    assertThat(sealed.isSignedBy(client.publicKey(), context, bytes)).isTrue();
    int[] numbers = numbers(world.job.memory.bytes(ObjectKeys.update(TestJob.ID, 1, World.CLIENT)));
    new MaskStream(sealed.open(helper, context, bytes).orElseThrow(), context)
        .subtractFrom(numbers, 0, numbers.length);
    // Its update is one-hot: 1 at its own place. 6 seats of range 2 leave room for 2^27.
    assertThat(numbers).containsExactly(1 << 27, 0, 0, 0, 0, 0);
  }

  @Test
  void aClientWithoutKeysHandsBackTheSeat() {
    World world = new World(folder, MASKED);
    world.push(3).openWithSeats(1, 1).run(Duration.ofMinutes(10));

    assertThat(world.states()).startsWith("refused").doesNotContain("training");
    assertThat(world.line("refused").path("message").asText())
        .contains("Set helper_public_key, helper_bucket and client_key");
    assertThat(world.nextSeatIn()).isPresent();
  }

  @Test
  void aClientWithKeysNeverSendsAnUpdateInPlainForm() throws IOException {
    World world = new World(folder);
    world.secure = secure();
    world.push(3).openWithSeats(1, 1).run(Duration.ofMinutes(10));

    assertThat(world.states()).startsWith("refused").doesNotContain("training");
    assertThat(world.uploaded(1)).isFalse();
  }

  @Test
  void anUpdateThatIsNotFiniteIsNotSent() throws IOException {
    World world = new World(folder, MASKED);
    world.secure = secure();
    world.change = Float.NaN;
    world.push(3).openWithSeats(1, 1).run(Duration.ofMinutes(10));

    assertThat(world.states()).contains("training", "refused").doesNotContain("uploaded");
    assertThat(bucket.keys("seeds/")).isEmpty();
  }

  @Test
  void oneOfTheThreeSettingsNeedsTheOthers() {
    assertThatThrownBy(() -> settings("--helper-bucket", "helper-bucket"))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("RONDO_HELPER_PUBLIC_KEY is not set, but secure aggregation needs")
        .hasMessageContaining("RONDO_CLIENT_KEY is not set, but secure aggregation needs");
    assertThatThrownBy(() -> settings("--helper-public-key", "AAAA"))
        .hasMessageContaining("--helper-public-key must be 32 bytes in Base64");
    assertThat(SecureClient.of(settings())).isEmpty();
  }

  @Test
  void aKeyFileThatCannotBeReadIsNamed() throws IOException {
    Path damaged = Files.writeString(folder.resolve("damaged.key"), "AAAA");
    for (Path file : List.of(damaged, folder.resolve("none.key"))) {
      assertThatThrownBy(() -> keys(file))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining(file.toString());
    }
  }

  /** As the first boot of an instance does it. */
  @Test
  void theAgentCreatesTheKeyOfItsMachineAndPrintsThePublicOne() throws IOException {
    Path file = folder.resolve("new.key");
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    List<String> command = List.of("create-client-key", file.toString());

    CreateClientKey.run(command, new PrintStream(printed, true, StandardCharsets.UTF_8));

    assertThat(CreateClientKey.isMeant(command)).isTrue();
    assertThat(printed.toString(StandardCharsets.UTF_8).strip()).isEqualTo(keys(file).publicKey());
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    String before = Files.readString(file);
    assertThatThrownBy(() -> CreateClientKey.run(command, System.out))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(file + ": it exists");
    assertThat(Files.readString(file)).isEqualTo(before);
    assertThatThrownBy(() -> CreateClientKey.run(List.of("create-client-key"), System.out))
        .hasMessage("create-client-key needs one argument, the file for the key");
  }
}
