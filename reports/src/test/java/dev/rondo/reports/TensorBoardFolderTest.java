package dev.rondo.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardFolderTest {
  private static final String EC2 = "AROAEXAMPLE:i-0abc";

  @Test
  void eachDeviceAndTheGlobalModelIsARun(@TempDir Path folder) throws IOException {
    TensorBoardFolder.write(
        folder, Rows.rounds(2), List.of(client(1, EC2), client(1, "a=b,c@d"), client(2, "global")));

    assertThat(names(folder))
        .containsExactlyInAnyOrder("global", "AROAEXAMPLE~i-0abc", "a=b,c@d", "+global");
  }

  @Test
  void ofManyClientsTheFirstThousandAreRunsAndStayIt(@TempDir Path folder) throws IOException {
    List<ClientRow> rows = new ArrayList<>();
    for (int i = 0; i < 1_300; i++) {
      rows.add(client(1, "client-%04d".formatted(i + 100)));
    }
    rows.add(client(2, "client-0000"));

    TensorBoardFolder.write(folder, Rows.rounds(2), rows);

    assertThat(names(folder))
        .hasSize(1_001)
        .contains("global", "client-0100", "client-1099")
        .doesNotContain("client-0000", "client-1100");
  }

  @Test
  void aDeviceThatVanishedLosesItsRunAndForeignFilesStay(@TempDir Path folder) throws IOException {
    TensorBoardFolder.write(folder, List.of(), List.of(client(1, "gone"), client(1, "stays")));
    Path foreign = folder.resolve("notes/readme.txt");
    Files.createDirectories(folder.resolve("notes"));
    Files.writeString(foreign, "mine");

    TensorBoardFolder.write(folder, List.of(), List.of(client(1, "stays")));

    assertThat(names(folder)).containsExactlyInAnyOrder("stays", "notes");
    assertThat(foreign).hasContent("mine");
  }

  @Test
  void aRunWhoseFirstEventChangedHasOneFileStill(@TempDir Path folder) throws IOException {
    TensorBoardFolder.write(folder, List.of(), List.of(client(5, "a")));

    TensorBoardFolder.write(folder, List.of(), List.of(client(2, "a"), client(5, "a")));

    assertThat(names(folder.resolve("a")))
        .containsExactly(EventFile.name(Rows.START.plusSeconds(2)));
  }

  @Test
  void aGrowingRunKeepsItsFileSoThatAnOpenTensorBoardSeesIt(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("a").resolve(EventFile.name(Rows.START.plusSeconds(1)));
    TensorBoardFolder.write(folder, List.of(), List.of(client(1, "a")));
    String before = inode(file);

    TensorBoardFolder.write(folder, List.of(), List.of(client(1, "a"), client(2, "a")));

    assertThat(inode(file)).isEqualTo(before);
    assertThat(file).hasBinaryContent(fresh(folder.resolve("fresh"), 2));
  }

  @Test
  void aBrokenFileIsReplacedByAWholeOne(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("a").resolve(EventFile.name(Rows.START.plusSeconds(1)));
    Files.createDirectories(folder.resolve("a"));
    Files.writeString(file, "not a TFRecord");

    TensorBoardFolder.write(folder, List.of(), List.of(client(1, "a")));

    assertThat(file).hasBinaryContent(fresh(folder.resolve("fresh"), 1));
  }

  @Property
  void twoIdsNeverShareAFolder(@ForAll("ids") String one, @ForAll("ids") String other) {
    assertThat(TensorBoardFolder.folderName(one).equals(TensorBoardFolder.folderName(other)))
        .isEqualTo(one.equals(other));
  }

  @Property
  void aFolderIsVisibleAndNeverTheGlobalModels(@ForAll("ids") String id) {
    assertThat(TensorBoardFolder.folderName(id))
        .isNotEqualTo("global")
        .matches("[^.:/\\\\].*[^.]|[^.:/\\\\]");
  }

  @Provide
  Arbitrary<String> ids() {
    return Arbitraries.oneOf(
        Arbitraries.of("global", ":global", ".", "..", ".:", ":.", "global:", "a.", "a:"),
        Arbitraries.strings().withChars("ab.:=,@-_").ofMinLength(1).ofMaxLength(4));
  }

  /** Needs a python3 with tensorboard, which the build does not bring. */
  @Test
  void theStockTensorBoardReadsTheScalars(@TempDir Path folder) throws Exception {
    String tensorBoard = "from importlib.util import find_spec as f; exit(not f('tensorboard'))";
    assumeThat(python(tensorBoard)).as("python3 with tensorboard").isZero();
    TensorBoardFolder.write(folder, Rows.rounds(3), List.of(client(2, EC2)));

    String script =
        """
        import sys
        from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
        def scalars(run, tag):
            events = EventAccumulator(sys.argv[1] + "/" + run)
            events.Reload()
            return [(event.step, round(event.value, 4)) for event in events.Scalars(tag)]
        assert [step for step, _ in scalars("global", "accuracy")] == [1, 2, 3]
        assert [step for step, _ in scalars("global", "loss")] == [1, 2, 3]
        assert scalars("AROAEXAMPLE~i-0abc", "loss") == [(2, 0.25)]
        """;
    assertThat(python(script, folder.toString())).isZero();
  }

  private static int python(String script, String... arguments) throws InterruptedException {
    List<String> command =
        Stream.concat(Stream.of("python3", "-c", script), Stream.of(arguments)).toList();
    try {
      Process process = new ProcessBuilder(command).inheritIO().start();
      if (!process.waitFor(300, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return -1;
      }
      return process.exitValue();
    } catch (IOException noPython) {
      return -1;
    }
  }

  private static ClientRow client(int round, String id) {
    return new ClientRow(round, id, 600, 0.25, Rows.START.plusSeconds(round));
  }

  private static byte[] fresh(Path folder, int rounds) throws IOException {
    List<ClientRow> rows =
        Stream.iterate(1, round -> round + 1)
            .limit(rounds)
            .map(round -> client(round, "a"))
            .toList();
    TensorBoardFolder.write(folder, List.of(), rows);
    return Files.readAllBytes(
        folder.resolve("a").resolve(EventFile.name(Rows.START.plusSeconds(1))));
  }

  private static String inode(Path file) throws IOException {
    return String.valueOf(Files.readAttributes(file, BasicFileAttributes.class).fileKey());
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.map(child -> child.getFileName().toString()).toList();
    }
  }
}
