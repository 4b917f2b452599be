package dev.rondo.rounds.scale;

import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ForwardingStore;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.PutOutcome;
import dev.rondo.protocol.store.StoredObject;
import dev.rondo.protocol.store.Upload;
import dev.rondo.protocol.store.UploadOutcome;
import dev.rondo.rounds.parts.Reads;
import java.util.List;
import java.util.Optional;

/**
 * Adds up how long the requests that it gets would take on AWS, by the speeds of the model of
 * scale: one after another, or four at a time where a step asks for several at once.
 */
final class TimedStore extends ForwardingStore {

  private static final int PAGE = 1_000;

  private final Speeds speeds = Speeds.lambda();
  private boolean atOnce;
  private double seconds;

  TimedStore(ObjectStore store) {
    super(store);
  }

  /** Reads whose requests are made at once. */
  Reads reads() {
    return Reads.by(
        task -> {
          boolean before = atOnce;
          atOnce = true;
          task.run();
          atOnce = before;
        });
  }

  /** Seconds of the requests since the last time that this was asked. */
  double take() {
    double taken = seconds;
    seconds = 0;
    return taken;
  }

  private void request(double bytes) {
    seconds += speeds.seconds(bytes, 0) + speeds.requestSeconds() / (atOnce ? 4 : 1);
  }

  @Override
  public Optional<ObjectInfo> head(String key) {
    request(0);
    return super.head(key);
  }

  @Override
  public Optional<StoredObject> get(String key) {
    Optional<StoredObject> object = super.get(key);
    request(object.map(found -> (double) found.info().size()).orElse(0.0));
    return object;
  }

  @Override
  public Optional<StoredObject> getRange(ObjectInfo object, long from, long length) {
    request((double) length);
    return super.getRange(object, from, length);
  }

  @Override
  public String put(String key, Content content) {
    request((double) content.size());
    return super.put(key, content);
  }

  @Override
  public PutOutcome putIfAbsent(String key, Content content) {
    request((double) content.size());
    return super.putIfAbsent(key, content);
  }

  @Override
  public PutOutcome putIfMatch(String key, String etag, Content content) {
    request((double) content.size());
    return super.putIfMatch(key, etag, content);
  }

  @Override
  public List<ObjectInfo> list(String prefix) {
    List<ObjectInfo> found = super.list(prefix);
    for (int page = 0; page <= found.size() / PAGE; page++) {
      request(0);
    }
    return found;
  }

  @Override
  public Upload beginUpload(String key) {
    request(0);
    return super.beginUpload(key);
  }

  @Override
  public Optional<String> putPart(Upload upload, int number, Content content) {
    request((double) content.size());
    return super.putPart(upload, number, content);
  }

  @Override
  public UploadOutcome completeUpload(Upload upload, List<String> parts) {
    request(0);
    return super.completeUpload(upload, parts);
  }
}
