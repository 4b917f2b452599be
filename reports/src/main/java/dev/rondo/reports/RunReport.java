package dev.rondo.reports;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a run leaves for people to look at: {@code rounds.csv}, {@code clients.csv}, {@code
 * loss.png}, {@code loss.svg}, {@code accuracy.png}, {@code accuracy.svg} and the folder {@code
 * tensorboard/}.
 *
 * <p>All of it is rebuilt as a whole from the rows, so that writing twice changes nothing and a run
 * that was resumed leaves the same files as one that was not interrupted.
 */
public final class RunReport {
  private RunReport() {}

  /**
   * Writes the report of a run without a target accuracy.
   *
   * @see #write(Path, String, List, List, OptionalDouble)
   */
  public static void write(
      Path runFolder, String title, List<RoundRow> rounds, List<ClientRow> clients)
      throws IOException {
    write(runFolder, title, rounds, clients, OptionalDouble.empty());
  }

  /**
   * Writes every file of the report. Each is replaced atomically; the plots come last, so that a
   * machine that cannot draw has everything else.
   *
   * @param runFolder the run's folder, made if it is missing
   * @param title what the plots are called: the job
   * @param rounds the rounds in any order
   * @param clients what the clients reported, in any order
   * @param targetAccuracy the accuracy to draw a line at, 0 to 1
   * @throws GraphsUnavailableException if only the plots could not be drawn
   * @throws IOException if a file cannot be written
   */
  public static void write(
      Path runFolder,
      String title,
      List<RoundRow> rounds,
      List<ClientRow> clients,
      OptionalDouble targetAccuracy)
      throws IOException {
    AtomicFile.write(runFolder.resolve("rounds.csv"), Csv.rounds(rounds));
    AtomicFile.write(runFolder.resolve("clients.csv"), Csv.clients(clients));
    TensorBoardFolder.write(runFolder.resolve("tensorboard"), rounds, clients);
    Graphs.write(runFolder, title, rounds, clients, targetAccuracy);
  }
}
