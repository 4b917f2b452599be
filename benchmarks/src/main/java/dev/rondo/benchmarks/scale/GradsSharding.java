package dev.rondo.benchmarks.scale;

import dev.rondo.rounds.cost.Prices;
import java.util.List;

/**
 * The published design that ours is held against: GradsSharding (Barrak 2026, arXiv 2604.22072).
 * Its clients cut their updates into M objects; M functions each read their object of every client,
 * one after the other, and average. With N clients, B bytes and g bytes a second of serial reading:
 *
 * <pre>
 * seconds = 2.9 + N B / M / g
 * dollars = M x seconds x memory x price of an x86_64 GB-second
 *           + (N M + M) PUTs + 2 N M GETs              uploads, averages; reads, downloads
 * memory  = 0.36 GB + 2.8 B / M
 * </pre>
 *
 * Known from its paper are times, dollars, g = 57 MB/s with one reader, and M = 4 of the smallest
 * case. The other M, the fixed 2.9 s, g = 43 MB/s with several readers, and the memory are fitted
 * to its figures; that eight figures come out of these five within a tenth says that the model is
 * of the right kind, and no more.
 *
 * @param name of the model
 * @param bytes of the model
 * @param parts M
 * @param seconds that the paper gives
 * @param dollars for 1,000 rounds that the paper gives
 * @param treeSeconds of aggregation by a tree (lambda-FL), or 0 where it does not fit
 * @param treeDollars of a tree
 */
public record GradsSharding(
    String name,
    double bytes,
    int parts,
    double seconds,
    double dollars,
    double treeSeconds,
    double treeDollars) {

  /** Clients of every case. */
  public static final int CLIENTS = 20;

  private static final double FIXED_SECONDS = 2.9;
  private static final double SERIAL_BYTES_A_SECOND = 43e6;
  private static final double FIXED_GB = 0.36;
  private static final double COPIES = 2.8;

  /** The cases of the paper. */
  public static List<GradsSharding> published() {
    return List.of(
        new GradsSharding("43 MB", 43e6, 4, 7.9, 0.70, 10.4, 0.38),
        new GradsSharding("512 MB", 512e6, 4, 67, 3.82, 117, 10.28),
        new GradsSharding("2.95 GB", 2.95e9, 4, 362, 59, 0, 0),
        new GradsSharding("5 GB", 5e9, 8, 299, 86, 0, 0));
  }

  /** Parameters of the model, in F32. */
  public long parameters() {
    return Math.round(bytes / 4);
  }

  /** Seconds by the model above. */
  public double modelledSeconds() {
    return FIXED_SECONDS + CLIENTS * bytes / parts / SERIAL_BYTES_A_SECOND;
  }

  /** Dollars of 1,000 rounds by the model above. */
  public double modelledDollars(Prices prices) {
    double gb = FIXED_GB + COPIES * bytes / parts / 1e9;
    double lambda = parts * modelledSeconds() * gb * prices.lambdaX86GbSecond();
    double puts = (CLIENTS + 1.0) * parts * prices.s3Put();
    double gets = 2.0 * CLIENTS * parts * prices.s3Get();
    return 1000 * (lambda + puts + gets);
  }
}
