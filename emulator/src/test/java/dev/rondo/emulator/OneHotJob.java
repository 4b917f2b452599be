package dev.rondo.emulator;

import dev.rondo.protocol.model.ModelFile;
import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.round.TaskQueue.Delivery;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.state.RoundResult;
import dev.rondo.rounds.step.InitializeJob;
import dev.rondo.rounds.testing.TestJob;
import java.util.Arrays;

/**
 * A job whose clients are this test: client k's update has a 1 at k and 0 elsewhere, so that in the
 * committed model each client that counted once shows as 1/n, and one that counted twice as 2/n.
 */
final class OneHotJob {

  /** Clients, and updates that a round waits for. */
  static final int CLIENTS = 3;

  private final Cloud cloud;
  private final String id;
  private final JobClients clients;

  private OneHotJob(Cloud cloud, String id) {
    this.cloud = cloud;
    this.id = id;
    this.clients = new JobClients(cloud, id);
  }

  static OneHotJob created(Cloud cloud, String id, String... settings) {
    String count = Integer.toString(CLIENTS);
    String[] base = {
      "job", id, "clients", count, "quorum", count, "minimum", "2", "evaluate_every", "0"
    };
    String[] all = Arrays.copyOf(base, base.length + settings.length);
    System.arraycopy(settings, 0, all, base.length, settings.length);
    JobConfig config = TestJob.config(all);
    new InitializeJob(cloud.store())
        .run(config, TestJob.LAYOUT, new float[TestJob.CLIENTS], TestJob.START);
    return new OneHotJob(cloud, id);
  }

  String id() {
    return id;
  }

  private ObjectStore store() {
    return cloud.store();
  }

  Delivery takeSeat(int round) {
    return clients.takeSeat(round);
  }

  static String client(int client) {
    return "hot-" + client;
  }

  /** Takes a seat and uploads a client's update. */
  void serve(int round, int client) {
    clients.serve(round, client(client), result(client, hot(client)));
  }

  static float[] hot(int client) {
    float[] delta = new float[TestJob.CLIENTS];
    delta[client] = 1;
    return delta;
  }

  void upload(int round, int client, Seat seat, float[] delta) {
    clients.upload(round, client(client), seat, result(client, delta));
  }

  private static LocalResult result(int client, float[] delta) {
    return new LocalResult(delta, client + 1L, 0.5);
  }

  /** Every client serves. */
  void serveAll(int round) {
    for (int client = 0; client < CLIENTS; client++) {
      serve(round, client);
    }
  }

  RoundResult result(int round) {
    return cloud.documents().require(ObjectKeys.result(id, round), RoundResult.class);
  }

  /** How often each client counts in the step to this version. */
  double[] counts(int version) {
    VersionManifest manifest =
        cloud.documents().require(ObjectKeys.manifest(id, version), VersionManifest.class);
    VersionManifest parent =
        cloud
            .documents()
            .require(
                ObjectKeys.manifest(id, manifest.parent().orElseThrow()), VersionManifest.class);
    float[] before = ModelFile.read(store(), parent.modelKey(), TestJob.LAYOUT);
    float[] after = ModelFile.read(store(), manifest.modelKey(), TestJob.LAYOUT);
    double[] counts = new double[CLIENTS];
    Arrays.setAll(
        counts,
        k -> Math.rint(((double) after[k] - before[k]) * manifest.totalWeight() * 1e5) / 1e5);
    return counts;
  }
}
