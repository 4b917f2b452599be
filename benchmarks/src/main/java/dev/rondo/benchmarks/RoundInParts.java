package dev.rondo.benchmarks;

import dev.rondo.local.DirectoryStore;
import dev.rondo.protocol.encoding.Encoding;
import dev.rondo.protocol.model.ModelFile;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.round.Admission;
import dev.rondo.protocol.round.AggregationRule;
import dev.rondo.protocol.round.ClientUpdate;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.RoundTask;
import dev.rondo.protocol.round.SeatTree;
import dev.rondo.protocol.safetensors.Dtype;
import dev.rondo.protocol.safetensors.SafetensorsHeader;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.training.TrainerConfig;
import dev.rondo.protocol.training.TrainingSettings;
import dev.rondo.rounds.aggregation.GroupChoice;
import dev.rondo.rounds.optimizer.FedAvg;
import dev.rondo.rounds.parts.Reads;
import dev.rondo.rounds.privacy.NoiseKeys;
import dev.rondo.rounds.state.Latest;
import dev.rondo.rounds.state.RoundRequest;
import dev.rondo.rounds.step.Aggregate;
import dev.rondo.rounds.step.AwaitQuorum;
import dev.rondo.rounds.step.FoldPart;
import dev.rondo.rounds.step.FoldUpdates;
import dev.rondo.rounds.step.Resources;
import dev.rondo.rounds.step.UpdateEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A round of a large model, aggregated in parts on this machine's disk: the workers validate every
 * update, then each part's slice is folded and becomes a part of the new version. Arguments: an
 * empty folder, parameters, clients, parts. Prints seconds and this process's largest memory.
 *
 * <p>The updates are {@value #FILES} files under many names (hard links), of different numbers and
 * different weights. In the end every number of the new model is looked at.
 */
public final class RoundInParts {

  private static final String JOB = "parts";
  private static final Instant START = Instant.EPOCH;
  private static final int ROW = 1000;

  /** So many updates differ; the other clients have one of these. */
  private static final int FILES = 3;

  /** Numbers repeat after so many. */
  private static final int PERIOD = ROW;

  private static final int PIECE_BYTES = 256 * PERIOD * Float.BYTES;

  private RoundInParts() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    int clients = Integer.parseInt(args[2]);
    int parts = Integer.parseInt(args[3]);
    DirectoryStore files = new DirectoryStore(folder);
    ModelLayout layout =
        ModelLayout.of(TensorSpec.of("weight", Integer.parseInt(args[1]) / ROW, ROW));
    open(files, layout, clients, parts);
    upload(files, folder, layout, clients);
    ObjectStore store = seated(files, layout, clients);

    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      long begin = System.nanoTime();
      FoldUpdates workers = new FoldUpdates(store, new AwaitQuorum(store, token -> true));
      for (ObjectInfo update : store.list(ObjectKeys.updates(JOB, 1))) {
        workers.run(List.of(new UpdateEvent(update.key(), update.key(), update.size())));
      }
      long validated = System.nanoTime();
      aggregate(store, Reads.by(pool));
      long committed = System.nanoTime();
      check(store, clients);
      System.out.printf(
          Locale.ROOT,
          "{\"validate_seconds\": %.2f, \"aggregate_seconds\": %.2f, \"peak_mb\": %d}%n",
          (validated - begin) / 1e9,
          (committed - validated) / 1e9,
          FoldMemory.peak());
    } finally {
      pool.shutdownNow();
    }
  }

  private static void open(DirectoryStore store, ModelLayout layout, int clients, int parts) {
    Documents documents = new Documents(store);
    String base = ObjectKeys.model(JOB, 0, "base");
    store.putIfAbsent(base, repeated(ModelFile.header(JOB, 0, layout), i -> 0));
    documents.writeOnce(ObjectKeys.manifest(JOB, 0), manifest(base));
    documents.writeOnce(ObjectKeys.latest(JOB), new Latest(0, 0));
    documents.writeOnce(ObjectKeys.plan(JOB, 1), plan(base, layout, clients, parts));
  }

  private static VersionManifest manifest(String model) {
    return new VersionManifest(
        JOB,
        0,
        Optional.empty(),
        Optional.empty(),
        0,
        0,
        0,
        OptionalDouble.empty(),
        model,
        "unknown",
        List.of(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        START);
  }

  private static Plan plan(String base, ModelLayout layout, int clients, int parts) {
    return new Plan(
        JOB,
        1,
        0,
        base,
        "custom",
        "none",
        layout,
        START,
        START.plusSeconds(600),
        clients,
        clients,
        clients,
        AggregationRule.WEIGHTED,
        TrainingSettings.sgd(1, 10, 0.1),
        TrainerConfig.NONE,
        Encoding.F32,
        0,
        0,
        Admission.open(),
        parts,
        0,
        false,
        RoundTask.TRAIN,
        false,
        Optional.empty(),
        Optional.empty(),
        seats(clients).root());
  }

  /** A few files, and names for them. */
  private static void upload(DirectoryStore store, Path folder, ModelLayout layout, int clients)
      throws IOException {
    for (int client = 0; client < clients; client++) {
      int file = client % FILES;
      String key = ObjectKeys.update(JOB, 1, "c" + client);
      if (client < FILES) {
        store.putIfAbsent(key, repeated(header(layout, file, "0.00ff."), i -> number(file, i)));
      } else {
        Path first = folder.resolve(ObjectKeys.update(JOB, 1, "c" + file));
        Files.createLink(folder.resolve(key), first);
      }
    }
  }

  private static SeatTree seats(int clients) {
    return new SeatTree(Collections.nCopies(clients, "00ff"));
  }

  private static ObjectStore seated(DirectoryStore files, ModelLayout layout, int clients) {
    SeatTree seats = seats(clients);
    return new SeatedUpdates(
        files,
        client -> {
          int number = Integer.parseInt(client.substring(1));
          return header(layout, number % FILES, seats.nonce(number)).encode();
        },
        header(layout, 0, "0.00ff.").encodedBytes());
  }

  private static SafetensorsHeader header(ModelLayout layout, int file, String nonce) {
    return SafetensorsHeader.of(metadata(file, nonce), layout.inFile(Dtype.F32));
  }

  private static int examples(int file) {
    return 100 * (file + 1);
  }

  /** A whole number, so that sums are exact. */
  private static float number(int file, int i) {
    return (file * 7 + i) % PERIOD - PERIOD / 2;
  }

  private static Map<String, String> metadata(int file, String nonce) {
    return Map.of(
        "kind",
        ClientUpdate.KIND,
        "job",
        JOB,
        "round",
        "1",
        "base_version",
        "0",
        "nonce",
        nonce,
        "examples",
        Integer.toString(examples(file)),
        "train_loss",
        "0.5",
        "encoding",
        Encoding.F32.text());
  }

  private interface Numbers {
    float at(int i);
  }

  /** A file whose numbers repeat. */
  private static Content repeated(SafetensorsHeader header, Numbers numbers) {
    return new Content() {
      @Override
      public long size() {
        return header.fileBytes();
      }

      @Override
      public void writeTo(OutputStream out) throws IOException {
        byte[] piece = piece(numbers);
        out.write(header.encode());
        long left = header.dataBytes();
        while (left > 0) {
          int count = (int) Math.min(left, piece.length);
          out.write(piece, 0, count);
          left -= count;
        }
      }
    };
  }

  private static byte[] piece(Numbers numbers) {
    byte[] bytes = new byte[PIECE_BYTES];
    ByteBuffer piece = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; piece.hasRemaining(); i++) {
      piece.putFloat(numbers.at(i % PERIOD));
    }
    return bytes;
  }

  private static void aggregate(ObjectStore store, Reads reads) {
    RoundRequest request = new RoundRequest(JOB, 1);
    Aggregate master =
        new Aggregate(
            store,
            new FedAvg(1),
            () -> START,
            Resources.of(reads, 1),
            GroupChoice.none(),
            NoiseKeys.NONE);
    FoldPart part = new FoldPart(store, new FedAvg(1), Resources.of(reads, 1));
    Aggregate.Outcome outcome = master.run(request);
    while (outcome.status() == Aggregate.Outcome.Status.FAN_OUT) {
      for (int number : outcome.parts()) {
        part.run(request, number, outcome.phase().orElseThrow());
      }
      outcome = master.run(request);
    }
    if (outcome.status() != Aggregate.Outcome.Status.COMMITTED) {
      throw new IllegalStateException("Unexpected outcome: " + outcome);
    }
  }

  /** Every number is the mean, weighted by examples. */
  private static void check(ObjectStore store, int clients) throws IOException {
    byte[] expected = piece(i -> mean(clients, i));
    VersionManifest manifest =
        new Documents(store).require(ObjectKeys.manifest(JOB, 1), VersionManifest.class);
    try (var model = store.get(manifest.modelKey()).orElseThrow();
        var body = model.body()) {
      SafetensorsHeader header = SafetensorsHeader.read(body, model.info().size());
      long left = header.dataBytes();
      byte[] piece = new byte[PIECE_BYTES];
      while (left > 0) {
        int count = body.readNBytes(piece, 0, (int) Math.min(left, piece.length));
        if (count < 1 || !Arrays.equals(piece, 0, count, expected, 0, count)) {
          throw new IllegalStateException("The new model is not the mean of the updates");
        }
        left -= count;
      }
    }
  }

  private static float mean(int clients, int i) {
    double sum = 0;
    double weight = 0;
    for (int client = 0; client < clients; client++) {
      int file = client % FILES;
      sum += (double) examples(file) * number(file, i);
      weight += examples(file);
    }
    return (float) (sum / weight);
  }
}
