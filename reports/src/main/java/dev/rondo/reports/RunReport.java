package dev.rondo.reports;

import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.history.EndedRounds;
import dev.rondo.rounds.history.RoundRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The report of a job: {@code rounds.csv}, {@code clients.csv}, {@code loss.png}, {@code loss.svg},
 * {@code accuracy.png}, {@code accuracy.svg} and the folder {@code tensorboard/}.
 *
 * <p>It is always written as a whole, so writing it twice changes nothing, and a job that was
 * resumed has the same report as one that was not interrupted. Event times are those of the job's
 * clock, which is virtual in a simulation. Only the column {@code seconds} of {@code rounds.csv} is
 * wall time.
 */
public final class RunReport {

  private RunReport() {}

  /**
   * Writes the report of all rounds in a store that have ended.
   *
   * @param job the job, which is also the title of the plots
   * @see #write(Path, String, List, List, OptionalDouble)
   */
  public static void write(Path folder, ObjectStore store, String job, OptionalDouble target)
      throws IOException {
    write(folder, new EndedRounds(store, job), job, target);
  }

  /**
   * Writes the report of all rounds that have ended.
   *
   * @param ended reads them; a caller that keeps it and reports again reads only the new rounds
   * @param job the job, which is also the title of the plots
   * @see #write(Path, String, List, List, OptionalDouble)
   */
  public static void write(Path folder, EndedRounds ended, String job, OptionalDouble target)
      throws IOException {
    List<RoundRecord> rounds = ended.read();
    write(folder, job, rounds, clients(rounds), target);
  }

  /**
   * Writes every file of the report. Each is replaced atomically. The plots come last, so that a
   * machine that cannot draw them has all other files.
   *
   * @param folder the job's folder, which is created if it is missing
   * @param title the title of the plots: the job
   * @param rounds the rounds in any order
   * @param clients the reports of the clients, in any order
   * @param targetAccuracy draws a line at this accuracy, 0 to 1
   * @throws GraphsUnavailableException if only the plots could not be drawn
   * @throws IOException if a file cannot be written
   */
  public static void write(
      Path folder,
      String title,
      List<RoundRecord> rounds,
      List<ClientRow> clients,
      OptionalDouble targetAccuracy)
      throws IOException {
    AtomicFile.write(folder.resolve("rounds.csv"), Csv.rounds(rounds));
    AtomicFile.write(folder.resolve("clients.csv"), Csv.clients(clients));
    TensorBoardFolder.write(folder.resolve("tensorboard"), rounds, clients);
    Graphs.write(folder, title, rounds, clients, targetAccuracy);
  }

  /**
   * Writes only the event files for TensorBoard.
   *
   * @throws IOException if a file cannot be written
   */
  public static void tensorBoard(Path folder, List<RoundRecord> rounds) throws IOException {
    TensorBoardFolder.write(folder, rounds, clients(rounds));
  }

  /** One row per contributor of each round. */
  static List<ClientRow> clients(List<RoundRecord> rounds) {
    return rounds.stream()
        .flatMap(
            round ->
                round.contributors().stream()
                    .map(
                        contributor ->
                            new ClientRow(
                                round.result().round(),
                                contributor.client(),
                                contributor.examples(),
                                contributor.trainLoss().orElse(Double.NaN),
                                round.result().closedAt())))
        .toList();
  }
}
