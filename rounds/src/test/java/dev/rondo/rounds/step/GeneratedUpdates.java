package dev.rondo.rounds.step;

import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.model.ModelFile;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.round.SeatTree;
import dev.rondo.protocol.safetensors.Dtype;
import dev.rondo.protocol.safetensors.SafetensorsHeader;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ForwardingStore;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.PutOutcome;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.store.StoredObject;
import dev.rondo.protocol.store.Upload;
import dev.rondo.protocol.testing.MemoryStore;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.state.Latest;
import dev.rondo.rounds.testing.TestJob;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * A store whose updates are made up while they are read (every number is 1), whose version 0 is all
 * zeros, and which only looks at the models that are put into it.
 */
final class GeneratedUpdates extends ForwardingStore {

  private static final int PIECE = 1 << 16;

  private final ModelLayout layout;
  private final int updates;
  private final byte[] ones = new byte[PIECE];
  private final SeatTree seats;
  private int wrong;
  private long modelBytes;

  GeneratedUpdates(ModelLayout layout, int updates) {
    super(new MemoryStore());
    this.layout = layout;
    this.updates = updates;
    this.seats = TestJob.NONCES.seats(TestJob.ID, 1, updates);
    ByteBuffer buffer = ByteBuffer.wrap(ones).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      buffer.putFloat(1);
    }
  }

  /** Bytes of the last model that was put. */
  long modelBytes() {
    return modelBytes;
  }

  /** How many of its bytes are not those of 1, the mean of all the ones. */
  int wrongBytes() {
    return wrong;
  }

  private static boolean isModel(String key) {
    return key.endsWith(".safetensors") && key.startsWith("jobs/");
  }

  @Override
  public Optional<StoredObject> get(String key) {
    if (isModel(key)) {
      SafetensorsHeader header = ModelFile.header(TestJob.ID, 0, layout);
      return Optional.of(generated(key, header, new byte[PIECE]));
    }
    return ObjectKeys.parseUpdate(key)
        .map(update -> generated(key, updateHeader(update.client()), ones))
        .or(() -> super.get(key));
  }

  /** Founds the job, whose version 0 nobody needs to write. */
  void created(JobConfig config) {
    String key = ObjectKeys.model(TestJob.ID, 0, "0".repeat(64));
    Documents writer = new Documents(this);
    writer.writeOnce(
        ObjectKeys.manifest(TestJob.ID, 0),
        new VersionManifest(
            TestJob.ID,
            0,
            Optional.empty(),
            Optional.empty(),
            0,
            0,
            0,
            OptionalDouble.empty(),
            key,
            "0".repeat(64),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            TestJob.START));
    writer.writeOnce(ObjectKeys.latest(TestJob.ID), new Latest(0, 0));
    super.putIfAbsent(ObjectKeys.job(TestJob.ID), Content.of(Json.bytes(config.toJson())));
  }

  /** Where the numbers of a client's update begin. */
  long dataOffset(String client) {
    return updateHeader(client).encodedBytes();
  }

  @Override
  public Optional<ObjectInfo> head(String key) {
    return isModel(key)
        ? Optional.of(
            new ObjectInfo(key, ModelFile.header(TestJob.ID, 0, layout).fileBytes(), "tag"))
        : super.head(key);
  }

  @Override
  public Optional<StoredObject> getRange(ObjectInfo object, long from, long length) {
    byte[] pattern = isModel(object.key()) ? new byte[PIECE] : ones;
    ObjectInfo range = new ObjectInfo(object.key(), length, object.etag());
    return Optional.of(new StoredObject(range, new Repeating(pattern, length)));
  }

  @Override
  public Optional<String> putPart(Upload upload, int number, Content content) {
    compare(upload.key(), content, 0);
    return Optional.of("tag");
  }

  private SafetensorsHeader updateHeader(String client) {
    int number = Integer.parseInt(client.substring(1));
    Map<String, String> metadata =
        Map.of(
            "kind", "update",
            "job", TestJob.ID,
            "round", "1",
            "base_version", "0",
            "nonce", seats.nonce(number),
            "examples", "1",
            "train_loss", "0.5",
            "encoding", "f32");
    return SafetensorsHeader.of(metadata, layout.inFile(Dtype.F32));
  }

  private static StoredObject generated(String key, SafetensorsHeader header, byte[] pattern) {
    InputStream data = new Repeating(pattern, header.dataBytes());
    InputStream file = new SequenceInputStream(new ByteArrayInputStream(header.encode()), data);
    return new StoredObject(new ObjectInfo(key, header.fileBytes(), "tag"), file);
  }

  private static final class Repeating extends InputStream {

    private final byte[] pattern;
    private final long size;
    private long position;

    Repeating(byte[] pattern, long size) {
      this.pattern = pattern;
      this.size = size;
    }

    @Override
    public int read() {
      return position < size ? pattern[(int) (position++ % PIECE)] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (position == size) {
        return -1;
      }
      int from = (int) (position % PIECE);
      int count = (int) Math.min(Math.min(length, PIECE - from), size - position);
      System.arraycopy(pattern, from, target, offset, count);
      position += count;
      return count;
    }
  }

  @Override
  public PutOutcome putIfAbsent(String key, Content content) {
    if (!isModel(key)) {
      return super.putIfAbsent(key, content);
    }
    compare(key, content, content.size() - 4L * layout.parameterCount());
    return new PutOutcome.Stored("tag");
  }

  private void compare(String key, Content content, long headerBytes) {
    Compared compared = new Compared(ones, headerBytes);
    try {
      content.writeTo(compared);
    } catch (IOException e) {
      throw new StoreException("Cannot write " + key, e);
    }
    modelBytes = compared.position;
    wrong = compared.wrong;
  }

  /** Holds what is written behind the header against a pattern. */
  private static final class Compared extends OutputStream {

    private final byte[] pattern;
    private final long header;
    private long position;
    private int wrong;

    Compared(byte[] pattern, long header) {
      this.pattern = pattern;
      this.header = header;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      boolean aligned = position >= header && (position - header) % 4 == 0;
      if (aligned && Arrays.equals(bytes, offset, offset + length, pattern, 0, length)) {
        position += length;
        return;
      }
      for (int i = 0; i < length; i++) {
        write(bytes[offset + i]);
      }
    }

    @Override
    public void write(int b) {
      if (position >= header && pattern[(int) ((position - header) % 4)] != (byte) b) {
        wrong++;
      }
      position++;
    }
  }

  @Override
  public List<ObjectInfo> list(String prefix) {
    if (!prefix.equals(ObjectKeys.updates(TestJob.ID, 1))) {
      return super.list(prefix);
    }
    return IntStream.range(0, updates)
        .mapToObj(i -> ObjectKeys.update(TestJob.ID, 1, "c%05d".formatted(i)))
        .map(key -> new ObjectInfo(key, 1, "tag"))
        .toList();
  }
}
