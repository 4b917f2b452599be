package dev.rondo.faults.service;

import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.PutOutcome;
import dev.rondo.protocol.store.StoredObject;
import dev.rondo.protocol.store.Upload;
import dev.rondo.protocol.store.UploadOutcome;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Optional;

/** Reads what is in the bucket at this moment, for those who check it. */
public final class BucketView implements ObjectStore {

  private final Bucket bucket;

  public BucketView(Bucket bucket) {
    this.bucket = bucket;
  }

  /** The documents of the bucket. */
  public Parsed parsed() {
    return bucket.parsed();
  }

  @Override
  public Optional<ObjectInfo> head(String key) {
    return bucket.now(key).map(version -> Bucket.info(key, version));
  }

  @Override
  public Optional<StoredObject> get(String key) {
    return bucket
        .now(key)
        .map(
            version ->
                new StoredObject(
                    Bucket.info(key, version), new ByteArrayInputStream(version.bytes())));
  }

  @Override
  public List<ObjectInfo> list(String prefix) {
    return bucket.page(prefix, "", Integer.MAX_VALUE);
  }

  @Override
  public Optional<StoredObject> getRange(ObjectInfo object, long from, long length) {
    throw new UnsupportedOperationException("who checks reads whole objects");
  }

  @Override
  public Upload beginUpload(String key) {
    throw readOnly();
  }

  @Override
  public Optional<String> putPart(Upload upload, int number, Content content) {
    throw readOnly();
  }

  @Override
  public UploadOutcome completeUpload(Upload upload, List<String> parts) {
    throw readOnly();
  }

  @Override
  public void abortUpload(Upload upload) {
    throw readOnly();
  }

  @Override
  public String put(String key, Content content) {
    throw readOnly();
  }

  @Override
  public PutOutcome putIfAbsent(String key, Content content) {
    throw readOnly();
  }

  @Override
  public PutOutcome putIfMatch(String key, String etag, Content content) {
    throw readOnly();
  }

  private static UnsupportedOperationException readOnly() {
    return new UnsupportedOperationException("who checks does not write");
  }
}
