package dev.rondo.rounds.update;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.encoding.Encoding;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.round.Admission;
import dev.rondo.protocol.round.ClientUpdate;
import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.round.SeatTree;
import dev.rondo.protocol.safetensors.SafetensorsHeader;
import dev.rondo.protocol.safetensors.Tensor;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.testing.MemoryStore;
import dev.rondo.protocol.training.Measurement;
import dev.rondo.rounds.testing.TestJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What docs/wire-format.md shows to the letter is what the code reads and writes. */
class WireFormatDocsTest {

  /** Of a round with three seats. */
  private static final SeatTree SEATS = new SeatTree(List.of("00ff", "01ff", "02ff"));

  private String page = "";

  @BeforeEach
  void read() throws IOException {
    page =
        Files.readString(Path.of(System.getProperty("rondo.home", ".."), "docs", "wire-format.md"));
  }

  private void assertShown(String text) {
    assertThat(page).as("docs/wire-format.md must hold this:%n%s", text).contains(text);
  }

  private static String hexDump(byte[] bytes) {
    StringBuilder dump = new StringBuilder();
    for (int line = 0; line < bytes.length; line += 16) {
      StringBuilder hex = new StringBuilder();
      StringBuilder text = new StringBuilder();
      for (int i = line; i < Math.min(line + 16, bytes.length); i++) {
        hex.append(String.format(Locale.ROOT, "%02x ", bytes[i]));
        text.append(bytes[i] >= ' ' && bytes[i] <= '~' ? (char) bytes[i] : '.');
      }
      dump.append(String.format(Locale.ROOT, "%04x  %-48s %s%n", line, hex, text));
    }
    return dump.toString();
  }

  @Test
  void theExampleIsAnUpdatesBytes() {
    ModelLayout layout = ModelLayout.of(TensorSpec.of("fc.weight", 1, 2), TensorSpec.of("fc.b"));
    MemoryStore store = new MemoryStore();
    store.put(
        "x",
        new ClientUpdate("mnist-1", 7, 6, SEATS.nonce(0), 600, 0.25)
            .toFile(layout, new float[] {1, -2.5f, 0.125f}));

    assertShown(hexDump(store.bytes("x")));
    assertShown(ObjectKeys.update("mnist-1", 7, "AROAX:i-0a"));
  }

  @Test
  void theMetadataOfAnUpdateAreAllExplained() {
    new ClientUpdate(
            "mnist-1",
            7,
            6,
            SEATS.nonce(0),
            600,
            OptionalDouble.of(0.25),
            Optional.of("shard-00000"),
            Optional.of(new Measurement(40, Map.of("accuracy", 0.875))),
            Optional.of("ab"))
        .file(ModelLayout.of(TensorSpec.of("fc.b")), Encoding.F32)
        .header()
        .metadata()
        .keySet()
        .forEach(name -> assertShown("| `" + name + "` |"));
  }

  @Test
  void theSeatAndTheRootThatItsNonceProvesAreThose() {
    assertShown(Json.text(new Seat("mnist-1", 7, 0, SEATS.nonce(0))));
    assertShown(SEATS.root());
  }

  @Test
  void thePlansFieldsAreAllExplained() {
    TestJob job = TestJob.created();
    job.open(1);

    Json.tree(job.plan(1)).fieldNames().forEachRemaining(name -> assertShown("| `" + name + "` |"));
    Json.tree(job.plan(1).training())
        .fieldNames()
        .forEachRemaining(name -> assertShown("`" + name + "`"));
  }

  @ParameterizedTest
  @EnumSource(Rejection.Reason.class)
  void everyReasonOfARejectionIsThere(Rejection.Reason reason) {
    assertShown("| `" + reason.name().toLowerCase(Locale.ROOT) + "` |");
  }

  @Test
  void theBoundsAreThoseOfTheParser() {
    assertShown(String.format(Locale.ROOT, "%,d bytes", SafetensorsHeader.MAX_HEADER_BYTES));
    assertShown(String.format(Locale.ROOT, "%,d tensors", SafetensorsHeader.MAX_TENSORS));
    assertShown(String.format(Locale.ROOT, "%,d entries", SafetensorsHeader.MAX_METADATA));
    assertShown(Tensor.MAX_DIMENSIONS + " dimensions");
    assertShown(String.format(Locale.ROOT, "1 to %,d", Admission.MOST_EXAMPLES));
  }
}
