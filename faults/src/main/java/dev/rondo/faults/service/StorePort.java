package dev.rondo.faults.service;

import dev.rondo.faults.service.Bucket.Version;
import dev.rondo.faults.service.Magnitude.Moved;
import dev.rondo.protocol.data.Lease;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.PutOutcome;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.store.StoredObject;
import dev.rondo.protocol.store.Upload;
import dev.rondo.protocol.store.UploadOutcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The store as one actor sees it: S3, with conditional writes, and pages in its listings. */
public final class StorePort implements ObjectStore {

  private final World world;
  private final Bucket bucket;
  private final Actor actor;
  private final int pageSize;
  private final Magnitude magnitude;

  /**
   * @param pageSize how many keys a listing reads at once; others may write between two pages
   * @param magnitude what the numbers of models stand for
   */
  public StorePort(World world, Bucket bucket, Actor actor, int pageSize, Magnitude magnitude) {
    this.world = world;
    this.bucket = bucket;
    this.actor = actor;
    this.pageSize = pageSize;
    this.magnitude = magnitude;
  }

  @Override
  public Optional<ObjectInfo> head(String key) {
    world.bill().get();
    return read("HEAD " + key, () -> bucket.now(key).map(v -> Bucket.info(key, v)));
  }

  @Override
  public Optional<StoredObject> get(String key) {
    world.bill().get();
    if (key.startsWith("leases/") && world.mischief().strikes(Fault.LEASE_CHANGES, key)) {
      changeHolder(key);
    }
    Optional<Version> found = read("GET " + key, () -> bucket.now(key));
    return found.map(
        version ->
            new StoredObject(
                Bucket.info(key, version),
                metered(key, version.bytes(), body("GET " + key, version.bytes()))));
  }

  /** A body whose reader pays for each stretch that it reads. */
  private InputStream metered(String key, byte[] bytes, InputStream body) {
    return actor
        .meter()
        .<InputStream>map(
            meter ->
                new MeteredBody(
                    body,
                    (from, length) -> {
                      meter.streamed(key, from, magnitude.of(key, bytes, from, length));
                      world.charge(actor);
                    }))
        .orElse(body);
  }

  /** Writes what a client would, at the moment when somebody wants to know the holder. */
  private void changeHolder(String key) {
    Optional<Version> first = bucket.first(key);
    if (first.isEmpty()) {
      return;
    }
    byte[] others = Json.bytes(new Lease("another", Instant.EPOCH));
    boolean taken = bucket.now(key).filter(v -> Arrays.equals(v.bytes(), others)).isPresent();
    world.trace().step(key, () -> taken ? "is its first holder's again" : "becomes another's");
    bucket.write(key, taken ? first.get().bytes() : others, actor);
  }

  private InputStream body(String what, byte[] bytes) {
    if (bytes.length == 0 || !world.mischief().strikes(Fault.READ_BREAKS, what)) {
      return new ByteArrayInputStream(bytes);
    }
    int until = world.mischief().draws(Fault.READ_BREAKS).nextInt(bytes.length);
    return new BrokenBody(bytes, until);
  }

  @Override
  public String put(String key, Content content) {
    byte[] bytes = sent(key, content);
    return write(
        "PUT " + key, () -> bucket.write(key, bytes, actor), () -> bucket.write(key, bytes, actor));
  }

  @Override
  public PutOutcome putIfAbsent(String key, Content content) {
    byte[] bytes = sent(key, content);
    return write(
        "PUT if absent " + key,
        () ->
            bucket.now(key).isPresent()
                ? new PutOutcome.Conflict()
                : new PutOutcome.Stored(bucket.write(key, bytes, actor)),
        PutOutcome.Conflict::new);
  }

  @Override
  public PutOutcome putIfMatch(String key, String etag, Content content) {
    byte[] bytes = sent(key, content);
    return write(
        "PUT if match " + key,
        () ->
            bucket.now(key).filter(version -> version.etag().equals(etag)).isPresent()
                ? new PutOutcome.Stored(bucket.write(key, bytes, actor))
                : new PutOutcome.Conflict(),
        PutOutcome.Conflict::new);
  }

  @Override
  public List<ObjectInfo> list(String prefix) {
    List<ObjectInfo> all = new ArrayList<>();
    while (true) {
      String after = all.isEmpty() ? "" : all.get(all.size() - 1).key();
      world.bill().list();
      List<ObjectInfo> page =
          read(
              "LIST " + prefix + (after.isEmpty() ? "" : " after " + after),
              () -> bucket.page(prefix, after, pageSize));
      all.addAll(page);
      if (page.size() < pageSize) {
        return all;
      }
    }
  }

  @Override
  public Optional<StoredObject> getRange(ObjectInfo object, long from, long length) {
    ObjectStore.checkRange(object, from, length);
    String what = "GET " + from + "+" + length + " of " + object.key();
    world.bill().get();
    Optional<Version> found =
        read(
            what,
            () -> bucket.now(object.key()).filter(version -> version.etag().equals(object.etag())));
    found.ifPresent(
        version -> {
          Moved moved = magnitude.of(object.key(), version.bytes(), from, length);
          actor.meter().ifPresent(meter -> meter.gathered(object.key(), moved));
          world.charge(actor);
        });
    return found.map(
        version ->
            new StoredObject(
                new ObjectInfo(object.key(), length, object.etag()),
                body(
                    what, Arrays.copyOfRange(version.bytes(), (int) from, (int) (from + length)))));
  }

  @Override
  public Upload beginUpload(String key) {
    return write("BEGIN UPLOAD " + key, () -> bucket.begin(key), () -> bucket.begin(key));
  }

  @Override
  public Optional<String> putPart(Upload upload, int number, Content content) {
    byte[] bytes = bytes(upload.key(), content);
    Moved moved =
        number == 1
            ? magnitude.of(upload.key(), bytes, 0, bytes.length)
            : magnitude.ofPart(bytes.length);
    actor.meter().ifPresent(meter -> meter.wrotePart(upload.key(), moved));
    world.charge(actor);
    Supplier<Optional<String>> effect = () -> bucket.part(upload, number, bytes);
    return write("PUT PART " + number + " of " + upload, effect, effect);
  }

  @Override
  public UploadOutcome completeUpload(Upload upload, List<String> parts) {
    Supplier<UploadOutcome> effect = () -> bucket.complete(upload, parts, actor);
    return write("COMPLETE " + upload, effect, effect);
  }

  @Override
  public void abortUpload(Upload upload) {
    Supplier<Boolean> effect =
        () -> {
          bucket.abort(upload);
          return true;
        };
    write("ABORT " + upload, effect, effect);
  }

  private <T> T read(String what, Supplier<T> effect) {
    return world.read(actor, what, StoreException::new, effect);
  }

  private <T> T write(String what, Supplier<T> effect, Supplier<T> resent) {
    world.bill().put();
    return world.write(actor, what, StoreException::new, effect, resent);
  }

  /** The bytes of a whole object, for which its writer pays. */
  private byte[] sent(String key, Content content) {
    byte[] bytes = bytes(key, content);
    actor.meter().ifPresent(meter -> meter.wrote(key, magnitude.of(key, bytes, 0, bytes.length)));
    world.charge(actor);
    return bytes;
  }

  private static byte[] bytes(String key, Content content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(Math.toIntExact(content.size()));
    try {
      content.writeTo(out);
    } catch (IOException e) {
      throw new StoreException("Cannot write " + key, e);
    }
    if (out.size() != content.size()) {
      throw new IllegalStateException(
          "Content of " + content.size() + " bytes wrote " + out.size());
    }
    return out.toByteArray();
  }

  /** A body whose connection is lost. */
  private static final class BrokenBody extends InputStream {
    private final byte[] bytes;
    private final int until;
    private int at;

    BrokenBody(byte[] bytes, int until) {
      this.bytes = bytes;
      this.until = until;
    }

    @Override
    public int read() throws IOException {
      if (at >= until) {
        throw new IOException("connection reset");
      }
      return bytes[at++] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (length > 0 && at >= until) {
        throw new IOException("connection reset");
      }
      int count = Math.min(length, until - at);
      System.arraycopy(bytes, at, into, offset, count);
      at += count;
      return count;
    }
  }
}
