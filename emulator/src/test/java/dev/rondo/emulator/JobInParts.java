package dev.rondo.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.model.ModelFile;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.parts.ModelPart;
import dev.rondo.rounds.step.InitializeJob;
import dev.rondo.rounds.testing.TestJob;
import java.time.Duration;
import java.util.function.IntFunction;

/**
 * A job of five clients whose rule must see all updates side by side, and whose model is just so
 * large that the model of cost cuts it in two: 24 MB. It begins as zeros.
 */
final class JobInParts {

  static final int CLIENTS = 5;
  static final int PARTS = 2;

  /** The cut lies within the first tensor. */
  static final ModelLayout LAYOUT =
      ModelLayout.of(TensorSpec.of("w", 1000, 5000), TensorSpec.of("b", 1_000_000));

  static final int PARAMETERS = LAYOUT.parameterCount();

  /** The first number of the second part. */
  static final int CUT = ModelPart.of(PARAMETERS, PARTS, 2).from();

  private final Cloud cloud;
  private final String id;
  private final JobClients clients;

  private JobInParts(Cloud cloud, String id) {
    this.cloud = cloud;
    this.id = id;
    this.clients = new JobClients(cloud, id);
  }

  static JobInParts created(Cloud cloud, String id, String rule) {
    String count = Integer.toString(CLIENTS);
    JobConfig config =
        TestJob.config(
            "job",
            id,
            "clients",
            count,
            "quorum",
            count,
            "minimum",
            count,
            "evaluate_every",
            "0",
            "aggregation",
            rule,
            "max_update_norm",
            "0");
    new InitializeJob(cloud.store()).run(config, LAYOUT, new float[PARAMETERS], TestJob.START);
    return new JobInParts(cloud, id);
  }

  static String client(int client) {
    return "inParts-" + client;
  }

  /** Runs the first round with these updates, and sees that it was run in parts. */
  void run(IntFunction<float[]> updateOf, Duration atMost) {
    String execution = cloud.startRound(id, 1, id + "-1");
    for (int client = 0; client < CLIENTS; client++) {
      clients.serve(1, client(client), new LocalResult(updateOf.apply(client), client + 1L, 0.5));
    }
    cloud.outcome(execution, atMost);
    assertThat(cloud.inWords(execution)).startsWith("SUCCEEDED");
    assertThat(clients.plan(1).parts()).isEqualTo(PARTS);
    assertThat(manifest().modelParts()).hasSize(PARTS);
  }

  VersionManifest manifest() {
    return cloud.documents().require(ObjectKeys.manifest(id, 1), VersionManifest.class);
  }

  /** The committed model. */
  float[] model() {
    return ModelFile.read(cloud.store(), manifest().modelKey(), LAYOUT);
  }
}
