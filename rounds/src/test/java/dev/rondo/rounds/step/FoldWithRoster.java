package dev.rondo.rounds.step;

import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ForwardingStore;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.PutOutcome;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.store.StoredObject;
import dev.rondo.protocol.testing.RecordingQueue;
import dev.rondo.rounds.privacy.ClientSample;
import dev.rondo.rounds.scale.Division;
import dev.rondo.rounds.state.TrainingOverrides;
import dev.rondo.rounds.testing.TestJob;
import dev.rondo.rounds.testing.TokenSignal;
import dev.rondo.rounds.update.Roster;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A worker that folds two updates of a model of so many parameters in a job whose roster has so
 * many of the longest entries, in a process of its own.
 */
final class FoldWithRoster {

  private FoldWithRoster() {}

  public static void main(String[] args) {
    int parameters = Integer.parseInt(args[0]);
    ModelLayout layout = ModelLayout.of(TensorSpec.of("w", parameters / 1000, 1000));
    Bucket store = new Bucket(new GeneratedUpdates(layout, 2), Integer.parseInt(args[1]));
    new InitializeJob(store)
        .run(
            TestJob.config("clients", "2", "quorum", "2"),
            layout,
            new float[parameters],
            TestJob.START);
    new Documents(store).write(ObjectKeys.roster(TestJob.ID), Roster.EVERYBODY);
    new OpenRound(
            store,
            new RecordingQueue(),
            TestJob.NONCES,
            execution -> true,
            size -> Division.of(0),
            ClientSample.NONE,
            OpenRound.SEATS_AT_ONCE,
            () -> TestJob.START)
        .run(TestJob.request(1), "execution", TrainingOverrides.none());
    List<UpdateEvent> batch = List.of(event("c00000"), event("c00001"), event("stranger"));
    FoldUpdates.Outcome outcome =
        new FoldUpdates(store, new AwaitQuorum(store, new TokenSignal())).run(batch);
    System.out.printf(
        "%d again, %d sums, %d rejections%n",
        outcome.again().size(),
        store.sums,
        store.keys(ObjectKeys.rejections(TestJob.ID, 1)).size());
  }

  private static UpdateEvent event(String client) {
    return new UpdateEvent(client, ObjectKeys.update(TestJob.ID, 1, client), 1);
  }

  /** Makes the roster up while it is read, and counts sums instead of keeping them. */
  private static final class Bucket extends ForwardingStore {

    private final int entries;
    private int sums;

    Bucket(ObjectStore store, int entries) {
      super(store);
      this.entries = entries;
    }

    @Override
    public Optional<StoredObject> get(String key) {
      return key.equals(ObjectKeys.roster(TestJob.ID))
          ? Optional.of(new StoredObject(new ObjectInfo(key, 1, "tag"), new LongRoster(entries)))
          : super.get(key);
    }

    @Override
    public PutOutcome putIfAbsent(String key, Content content) {
      if (!key.startsWith(ObjectKeys.partials(TestJob.ID, 1))) {
        return super.putIfAbsent(key, content);
      }
      try {
        content.writeTo(OutputStream.nullOutputStream());
      } catch (IOException e) {
        throw new StoreException("Cannot write " + key, e);
      }
      sums++;
      return new PutOutcome.Stored("tag");
    }
  }

  /** The document of a roster of the two clients and of strangers. */
  private static final class LongRoster extends InputStream {

    private static final String END = "\"c00000\",\"c00001\"]}";

    private final int strangers;
    private byte[] piece = "{\"clients\":[".getBytes(StandardCharsets.UTF_8);
    private int at;
    private int next;

    LongRoster(int entries) {
      this.strangers = entries - 2;
    }

    @Override
    public int read() {
      return hasMore() ? piece[at++] : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      if (!hasMore()) {
        return -1;
      }
      int count = Math.min(length, piece.length - at);
      System.arraycopy(piece, at, into, offset, count);
      at += count;
      return count;
    }

    private boolean hasMore() {
      if (at == piece.length) {
        if (next > strangers) {
          return false;
        }
        String id = "\"" + "s".repeat(185) + (10_000_000 + next) + "\",";
        piece = (next < strangers ? id : END).getBytes(StandardCharsets.UTF_8);
        next++;
        at = 0;
      }
      return true;
    }
  }
}
