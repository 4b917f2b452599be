package dev.rondo.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.rounds.history.RoundRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunReportTest {
  @TempDir private Path run;

  @Test
  void aRunLeavesTablesPlotsAndTensorBoardFilesAndNothingElse() throws IOException {
    RunReport.write(run, "job", Rows.rounds(3), Rows.clients(10, 3), OptionalDouble.empty());

    try (Stream<Path> files = Files.list(run)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "rounds.csv",
              "clients.csv",
              "loss.png",
              "loss.svg",
              "accuracy.png",
              "accuracy.svg",
              "tensorboard");
    }
  }

  @Test
  void unknownFiguresAreEmptyCells() throws IOException {
    RunReport.write(
        run,
        "job",
        List.of(
            Rows.abandoned(2),
            Rows.committed(1, 0.5, OptionalDouble.empty(), OptionalDouble.of(0.9))),
        List.of(),
        OptionalDouble.empty());

    assertThat(run.resolve("rounds.csv"))
        .hasContent(
            """
            round,status,version,seats,accepted,late,rejected,dropped,train_loss,test_loss,test_accuracy,seconds,virtual_seconds
            1,committed,1,10,10,0,0,0,0.5,,0.9,0.25,12.5
            2,abandoned,,10,0,0,1,9,,,,,60.0
            """);
  }

  @Test
  void otherMetricsHaveColumnsOfTheirOwn() throws IOException {
    RunReport.write(
        run,
        "job",
        List.of(
            Rows.committed(1, 0.5, OptionalDouble.of(0.25), OptionalDouble.empty()),
            Rows.measured(2, Map.of("auc", 0.75, "recall", 0.5))),
        List.of(),
        OptionalDouble.empty());

    assertThat(run.resolve("rounds.csv"))
        .hasContent(
            """
            round,status,version,seats,accepted,late,rejected,dropped,train_loss,test_loss,test_accuracy,seconds,virtual_seconds,test_auc,test_recall
            1,committed,1,10,10,0,0,0,0.5,0.25,,0.25,12.5,,
            2,committed,2,10,10,0,0,0,0.5,,,0.25,12.5,0.75,0.5
            """);
  }

  @Test
  void anIdWithACommaIsQuoted() throws IOException {
    RunReport.write(
        run,
        "job",
        List.of(),
        List.of(
            new ClientRow(1, "b,c:d", 3, Double.NaN, Rows.START),
            new ClientRow(1, "a", 600, 0.25, Rows.START)),
        OptionalDouble.empty());

    assertThat(run.resolve("clients.csv"))
        .hasContent(
            """
            round,client,examples,train_loss
            1,a,600,0.25
            1,"b,c:d",3,
            """);
  }

  @Test
  void theSameRowsInAnyOrderGiveTheSameBytes() throws IOException {
    List<RoundRecord> rounds = new ArrayList<>(Rows.rounds(12));
    rounds.set(4, Rows.abandoned(5));
    List<ClientRow> clients = new ArrayList<>(Rows.clients(30, 12));
    RunReport.write(run.resolve("one"), "job", rounds, clients, OptionalDouble.of(0.97));

    Collections.shuffle(rounds, new Random(1));
    Collections.shuffle(clients, new Random(2));
    RunReport.write(run.resolve("two"), "job", rounds, clients, OptionalDouble.of(0.97));

    assertThat(contents(run.resolve("two"))).isEqualTo(contents(run.resolve("one")));
  }

  @Test
  void aReportThatGrewIsTheReportWrittenAtOnce() throws IOException {
    Path grown = run.resolve("grown");
    for (int rounds = 1; rounds <= 3; rounds++) {
      RunReport.write(
          grown, "job", Rows.rounds(rounds), Rows.clients(10, rounds), OptionalDouble.empty());
    }
    RunReport.write(
        run.resolve("once"), "job", Rows.rounds(3), Rows.clients(10, 3), OptionalDouble.empty());

    assertThat(contents(grown)).isEqualTo(contents(run.resolve("once")));
  }

  @Test
  void aFolderThatCannotBeWrittenIsAnIoException() throws IOException {
    Path file = Files.writeString(run.resolve("file"), "in the way");

    assertThatThrownBy(
            () -> RunReport.write(file, "job", List.of(), List.of(), OptionalDouble.empty()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("file");
  }

  private static Map<String, String> contents(Path folder) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(
            folder.relativize(file).toString(), HexFormat.of().formatHex(Files.readAllBytes(file)));
      }
    }
    return contents;
  }
}
