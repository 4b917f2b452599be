package dev.rondo.reports;

import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.history.JobHistory;
import dev.rondo.rounds.history.RoundRecord;
import dev.rondo.rounds.state.RoundResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * The report of a job, made of nothing but its store.
 *
 * <p>Event times are those of the job's own clock, which is virtual in a simulation: the same job
 * gives the same events whenever and wherever it is played. Only the column {@code seconds} of
 * {@code rounds.csv} is real time.
 */
public final class StoreReport {
  private StoreReport() {}

  /**
   * Writes the report of all rounds that have ended, as {@link RunReport} does.
   *
   * @param runFolder where to, made if it is missing
   * @param store the store that holds the job
   * @param job the job, which is also the plots' title
   * @param target the accuracy to draw a line at, 0 to 1
   * @throws GraphsUnavailableException if only the plots could not be drawn
   * @throws IOException if a file cannot be written
   */
  public static void write(Path runFolder, ObjectStore store, String job, OptionalDouble target)
      throws IOException {
    List<RoundRecord> records = new JobHistory(store).rounds(job);
    RunReport.write(runFolder, job, rounds(records), clients(records), target);
  }

  /**
   * Makes a folder hold the event files of rounds that have ended, for TensorBoard.
   *
   * @throws IOException if a file cannot be written
   */
  public static void tensorBoard(Path folder, List<RoundRecord> records) throws IOException {
    TensorBoardFolder.write(folder, rounds(records), clients(records));
  }

  /** A row for each round. */
  public static List<RoundRow> rounds(List<RoundRecord> records) {
    return records.stream().map(StoreReport::row).toList();
  }

  /** A row for each contributor of each round. */
  public static List<ClientRow> clients(List<RoundRecord> records) {
    return records.stream().flatMap(record -> clients(record).stream()).toList();
  }

  private static RoundRow row(RoundRecord record) {
    RoundResult result = record.result();
    return new RoundRow(
        result.round(),
        result.status() == RoundResult.Status.COMMITTED ? RoundRow.COMMITTED : RoundRow.ABANDONED,
        result.version().map(OptionalInt::of).orElse(OptionalInt.empty()),
        result.seats(),
        result.accepted(),
        result.late(),
        result.rejected(),
        result.dropped(),
        result.trainLoss(),
        result.testLoss(),
        result.testAccuracy(),
        record.seconds(),
        OptionalDouble.of(record.virtualSeconds()),
        result.closedAt());
  }

  private static List<ClientRow> clients(RoundRecord record) {
    return record.contributors().stream()
        .map(
            contributor ->
                new ClientRow(
                    record.result().round(),
                    contributor.client(),
                    contributor.examples(),
                    contributor.trainLoss(),
                    record.result().closedAt()))
        .toList();
  }
}
