package dev.rondo.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.local.DirectoryStore;
import dev.rondo.reports.RunReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GraphCommandTest {

  private Path folder = Path.of("unset");
  private Path run = Path.of("unset");

  @BeforeAll
  void run(@TempDir Path shared) throws IOException {
    folder = shared;
    run = TinyRun.run(folder, "tiny").folder();
  }

  @Test
  void bothGraphsGoIntoTheRunsFolderAsPngAndSvg() {
    Invocation graph = Invocation.of(new GraphCommand(), "--run", run);

    assertThat(graph.exitCode()).isZero();
    assertThat(graph.out().lines().map(Path::of))
        .containsExactly(
            run.resolve("loss.png"),
            run.resolve("loss.svg"),
            run.resolve("accuracy.png"),
            run.resolve("accuracy.svg"))
        .allSatisfy(file -> assertThat(file).isNotEmptyFile());
  }

  @Test
  void oneGraphGoesIntoTheFileThatIsNamed() throws IOException {
    Path file = folder.resolve("plots/my.svg");

    Invocation graph = Invocation.of(new GraphCommand(), "--loss", "--out", file, "--run", run);

    assertThat(graph.exitCode()).isZero();
    assertThat(Files.readString(file)).contains("<svg");
    assertThat(file.resolveSibling("my.png")).doesNotExist();
  }

  @Test
  void theFilesAreToldToScripts() {
    Path plots = folder.resolve("json");

    assertThat(
            Invocation.of(new GraphCommand(), "--accuracy", "--json", "--out", plots, "--run", run)
                .json())
        .hasSize(2);
  }

  @Test
  void twoGraphsDoNotFitIntoOneFile() {
    assertThat(Invocation.of(new GraphCommand(), "--out", "x.png", "--run", run).message())
        .startsWith("UserError: --out x.png is one file");
  }

  @Test
  void aFolderThatCannotBeMadeIsAFailureWithoutAStackTrace() throws IOException {
    Path file = Files.writeString(folder.resolve("in-the-way"), "");

    Invocation graph =
        Invocation.of(new GraphCommand(), "--loss", "--out", file.resolve("plots"), "--run", run);

    assertThat(graph.exitCode()).isEqualTo(1);
    assertThat(graph.err()).startsWith("Cannot write to ").hasLineCount(1);
  }

  @Test
  void aReportIsMadeOfTheStoreAlone() throws IOException {
    Path report = folder.resolve("report");
    DirectoryStore store = new DirectoryStore(run.resolve("store"));

    RunReport.write(report, store, "tiny", OptionalDouble.of(0.9));

    assertThat(Files.readAllLines(report.resolve("rounds.csv"))).hasSize(4);
    assertThat(Files.readAllLines(report.resolve("clients.csv"))).hasSize(1 + 3 * 3);
    assertThat(report.resolve("tensorboard/global")).isNotEmptyDirectory();
  }
}
