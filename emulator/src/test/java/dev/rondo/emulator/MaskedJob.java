package dev.rondo.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.model.ModelFile;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.round.TaskQueue.Delivery;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.rounds.step.InitializeJob;
import dev.rondo.rounds.testing.TestJob;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * A job of ten clients with or without masks, otherwise the same. Client k's update has a 1 at k
 * and 0 elsewhere, and the model is as large as that of docs/cost.md. It begins as zeros.
 */
final class MaskedJob {

  static final ModelLayout LAYOUT = ModelLayout.of(TensorSpec.of("w", 199_210));

  private static final String TEN = Integer.toString(TwoStacks.CLIENTS);
  private static final String[] PLAIN = {
    "clients",
    TEN,
    "quorum",
    TEN,
    "minimum",
    "3",
    "evaluate_every",
    "0",
    "aggregation",
    "unweighted",
    "clip_update_norm",
    "2"
  };

  private final TwoStacks stacks;
  private final String id;
  private final JobClients seats;

  private MaskedJob(TwoStacks stacks, String id) {
    this.stacks = stacks;
    this.id = id;
    this.seats = new JobClients(stacks.control(), id);
  }

  static MaskedJob plain(TwoStacks stacks, String id) {
    return created(stacks, id);
  }

  static MaskedJob masked(TwoStacks stacks, String id) {
    return created(
        stacks,
        id,
        "secure_aggregation",
        "helper",
        "helper_function",
        stacks.helper("HelperFunctionArn"));
  }

  private static MaskedJob created(TwoStacks stacks, String id, String... more) {
    String[] settings =
        Stream.of(new String[] {"job", id}, PLAIN, more)
            .flatMap(Arrays::stream)
            .toArray(String[]::new);
    new InitializeJob(stacks.control().store())
        .run(TestJob.config(settings), LAYOUT, new float[LAYOUT.parameterCount()], TestJob.START);
    return new MaskedJob(stacks, id);
  }

  String id() {
    return id;
  }

  /** Runs a round in which all clients upload, and returns its execution. */
  String run(int round) {
    String execution = stacks.control().startRound(id, round, id + "-" + round);
    for (int client = 0; client < TwoStacks.CLIENTS; client++) {
      Delivery delivery = seats.takeSeat(round);
      stacks
          .at(client)
          .upload(seats.plan(round), delivery.seat(), new LocalResult(hot(client), 1, 0.5));
      seats.delete(delivery);
    }
    stacks.control().outcome(execution, OnTheEmulator.PATIENCE);
    assertThat(stacks.control().inWords(execution)).startsWith("SUCCEEDED");
    return execution;
  }

  private static float[] hot(int client) {
    float[] delta = new float[LAYOUT.parameterCount()];
    delta[client] = 1;
    return delta;
  }

  float[] model(int version) {
    VersionManifest manifest =
        stacks
            .control()
            .documents()
            .require(ObjectKeys.manifest(id, version), VersionManifest.class);
    return ModelFile.read(stacks.control().store(), manifest.modelKey(), LAYOUT);
  }
}
