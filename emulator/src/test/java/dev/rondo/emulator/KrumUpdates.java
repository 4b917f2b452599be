package dev.rondo.emulator;

/**
 * Updates of which multi-Krum has to leave out one: that of a hostile client, far off on the second
 * part alone. By the first part alone it would leave out client 1, so the verdict has to be one
 * over both. Where a client's update is not 0, it is 4: in a mean of four it shows as 1.
 */
final class KrumUpdates {

  static final int HOSTILE = 2;

  private KrumUpdates() {}

  static float[] of(int client) {
    float[] update = new float[JobInParts.PARAMETERS];
    for (int i : hot(client)) {
      update[i] = client == HOSTILE ? 400 : 4;
    }
    return update;
  }

  /** The mean of all but the hostile client's. */
  static float[] mean() {
    float[] mean = new float[JobInParts.PARAMETERS];
    for (int client = 0; client < JobInParts.CLIENTS; client++) {
      for (int i : client == HOSTILE ? new int[0] : hot(client)) {
        mean[i] += 1;
      }
    }
    return mean;
  }

  /** At both ends of the model and of the cut, among others. */
  private static int[] hot(int client) {
    int cut = JobInParts.CUT;
    return switch (client) {
      case 0 -> new int[] {0, cut - 1};
      case 1 -> new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9, cut};
      case HOSTILE -> new int[] {cut + 1, cut + 2};
      case 3 -> new int[] {cut - 1, cut};
      default -> new int[] {cut / 2, JobInParts.PARAMETERS - 1};
    };
  }
}
