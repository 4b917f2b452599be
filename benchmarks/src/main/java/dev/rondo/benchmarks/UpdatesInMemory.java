package dev.rondo.benchmarks;

import dev.rondo.local.DirectoryStore;
import dev.rondo.protocol.encoding.Encoding;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.round.Admission;
import dev.rondo.protocol.round.AggregationRule;
import dev.rondo.protocol.round.ClientUpdate;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.RoundTask;
import dev.rondo.protocol.round.SeatTree;
import dev.rondo.protocol.store.ForwardingStore;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.StoredObject;
import dev.rondo.protocol.store.UpdateKey;
import dev.rondo.protocol.training.TrainerConfig;
import dev.rondo.protocol.training.TrainingSettings;
import dev.rondo.rounds.aggregation.Blocks;
import dev.rondo.rounds.aggregation.CountedExamples;
import dev.rondo.rounds.aggregation.Fold;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A round's updates, in memory as a store would bring them. When all of them would take more than
 * {@link #MOST_BYTES}, fewer files are there, and clients share them by turns: still more than any
 * cache holds.
 */
final class UpdatesInMemory extends ForwardingStore {

  /** Bytes that the distinct files take at most, if two of them do not take more. */
  static final long MOST_BYTES = 1L << 30;

  private static final String JOB = "fold";
  private static final double BOUND = 1e9;
  private static final int ROW = 1000;

  private final SeatTree seats;
  private final Plan plan;
  private final Plan bounded;
  private final List<UpdateKey> updates;
  private final byte[][] headers;
  private final byte[][] files;

  /**
   * Makes the updates.
   *
   * @param parameters of the model, a multiple of 1,000
   */
  static UpdatesInMemory of(int parameters, int clients) throws IOException {
    // The rest of the store is an empty folder, which nobody asks for anything.
    Path nowhere = Files.createTempDirectory("rondo-fold");
    try {
      return new UpdatesInMemory(parameters, clients, nowhere);
    } finally {
      Files.delete(nowhere);
    }
  }

  private UpdatesInMemory(int parameters, int clients, Path nowhere) throws IOException {
    super(new DirectoryStore(nowhere));
    ModelLayout layout = ModelLayout.of(TensorSpec.of("weight", parameters / ROW, ROW));
    this.seats = new SeatTree(Collections.nCopies(clients, "00ff"));
    this.plan = plan(layout, clients, 0);
    this.updates =
        IntStream.range(0, clients)
            .mapToObj(i -> new UpdateKey(JOB, 1, "c%05d".formatted(i)))
            .toList();
    this.files = new byte[distinct(parameters, clients)][];
    for (int i = 0; i < files.length; i++) {
      files[i] = numbers(parameters, i);
    }
    this.headers =
        IntStream.range(0, clients).mapToObj(i -> header(layout, i)).toArray(byte[][]::new);
    this.bounded = plan(layout, clients, BOUND);
  }

  private Plan plan(ModelLayout layout, int clients, double maxUpdateNorm) {
    return new Plan(
        JOB,
        1,
        0,
        "base",
        "custom",
        "none",
        layout,
        Instant.EPOCH,
        Instant.EPOCH.plusSeconds(600),
        clients,
        clients,
        clients,
        AggregationRule.WEIGHTED,
        TrainingSettings.sgd(1, 10, 0.1),
        TrainerConfig.NONE,
        Encoding.F32,
        maxUpdateNorm,
        0,
        Admission.open(),
        0,
        0,
        false,
        RoundTask.TRAIN,
        false,
        Optional.empty(),
        Optional.empty(),
        seats.root());
  }

  /** How many of the clients have a file of their own. */
  static int distinct(int parameters, int clients) {
    return (int) Math.min(clients, Math.max(2, MOST_BYTES / (4L * parameters)));
  }

  private static byte[] numbers(int parameters, int file) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * parameters).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < parameters; i++) {
      bytes.putFloat(((file * 7919L + i) % 1000 - 500) / 1e4f);
    }
    return bytes.array();
  }

  /** Each client has a seat of its own, and so a header of its own. */
  private byte[] header(ModelLayout layout, int client) {
    int examples = 600 + client % files.length;
    return new ClientUpdate(JOB, 1, 0, seats.nonce(client), examples, 0.5)
        .file(layout, Encoding.F32)
        .header()
        .encode();
  }

  /** Folds all of them. */
  Fold.Folded fold(int threads) {
    return fold(plan, threads);
  }

  /** Folds all of them in a round that bounds their norm, so that it has to be known. */
  Fold.Folded foldWithNorms() {
    return fold(bounded, 1);
  }

  private Fold.Folded fold(Plan round, int threads) {
    Fold.Folded folded =
        new Fold(this, round, threads, Blocks.standard(), CountedExamples.asReported())
            .fold(List.of(), updates);
    if (folded.updates().size() != updates.size()) {
      throw new IllegalStateException("Only these were folded: " + folded.updates());
    }
    return folded;
  }

  /** Copies the numbers of all of them, each file to a place of its own. */
  void copy(byte[][] targets) {
    for (int i = 0; i < updates.size(); i++) {
      byte[] file = files[i % files.length];
      byte[] target = targets[i % targets.length];
      System.arraycopy(file, 0, target, 0, target.length);
    }
  }

  /** Room for {@link #copy}. */
  byte[][] targets() {
    return new byte[files.length][files[0].length];
  }

  @Override
  public Optional<StoredObject> get(String key) {
    int client = Integer.parseInt(key.substring(key.lastIndexOf('/') + 2, key.lastIndexOf('.')));
    byte[] file = files[client % files.length];
    byte[] header = headers[client];
    ObjectInfo info = new ObjectInfo(key, (long) header.length + file.length, "tag");
    return Optional.of(
        new StoredObject(
            info,
            new SequenceInputStream(
                new ByteArrayInputStream(header), new ByteArrayInputStream(file))));
  }
}
