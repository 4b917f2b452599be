package dev.rondo.faults.service;

import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.Upload;
import dev.rondo.protocol.store.UploadOutcome;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The objects of the store, with all their earlier versions. It has no faults itself. */
public final class Bucket {

  private final TreeMap<String, List<Version>> objects = new TreeMap<>();
  private final Map<Upload, TreeMap<Integer, byte[]>> uploads = new HashMap<>();
  private final MessageDigest md5;
  private final Trace trace;
  private final List<Watcher> watchers = new ArrayList<>();
  private final Parsed parsed = new Parsed(this);
  private int begun;

  /**
   * An object as it was from a step on.
   *
   * @param step when it was written
   * @param writer by whom
   * @param truth what the writer meant it to be, when that is a client
   */
  public record Version(byte[] bytes, String etag, int step, Actor writer, Optional<Truth> truth) {}

  /** Is called after every write. */
  @FunctionalInterface
  public interface Watcher {
    void written(String key, Optional<Version> before, Version now);
  }

  public Bucket(Trace trace) {
    this.trace = trace;
    try {
      this.md5 = MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("MD5 is not available in this Java runtime", e);
    }
  }

  public void watch(Watcher watcher) {
    watchers.add(watcher);
  }

  /** Its documents, for those who check them. */
  public Parsed parsed() {
    return parsed;
  }

  /** An object as it is now. */
  public Optional<Version> now(String key) {
    List<Version> versions = objects.get(key);
    return versions == null ? Optional.empty() : Optional.of(versions.get(versions.size() - 1));
  }

  /** An object as it was first written. */
  public Optional<Version> first(String key) {
    return Optional.ofNullable(objects.get(key)).map(versions -> versions.get(0));
  }

  /** All versions of an object, from the first to the newest. */
  public List<Version> versions(String key) {
    return List.copyOf(objects.getOrDefault(key, List.of()));
  }

  String write(String key, byte[] bytes, Actor writer) {
    Optional<Version> before = now(key);
    Version version =
        new Version(
            bytes,
            HexFormat.of().formatHex(md5.digest(bytes)),
            trace.steps(),
            writer,
            writer.intent());
    objects.computeIfAbsent(key, k -> new ArrayList<>(1)).add(version);
    watchers.forEach(watcher -> watcher.written(key, before, version));
    return version.etag();
  }

  /** The objects under a prefix behind a key, so many at most. */
  List<ObjectInfo> page(String prefix, String after, int most) {
    List<ObjectInfo> page = new ArrayList<>();
    for (Map.Entry<String, List<Version>> entry :
        objects.tailMap(after.isEmpty() ? prefix : after, after.isEmpty()).entrySet()) {
      if (!entry.getKey().startsWith(prefix) || page.size() == most) {
        break;
      }
      List<Version> versions = entry.getValue();
      page.add(info(entry.getKey(), versions.get(versions.size() - 1)));
    }
    return page;
  }

  /** Keys under a prefix. */
  public List<String> keys(String prefix) {
    return page(prefix, "", Integer.MAX_VALUE).stream().map(ObjectInfo::key).toList();
  }

  Upload begin(String key) {
    Upload upload = new Upload(key, "upload-" + ++begun);
    uploads.put(upload, new TreeMap<>());
    return upload;
  }

  Optional<String> part(Upload upload, int number, byte[] bytes) {
    TreeMap<Integer, byte[]> parts = uploads.get(upload);
    if (parts == null) {
      return Optional.empty();
    }
    parts.put(number, bytes);
    return Optional.of(etag(bytes));
  }

  UploadOutcome complete(Upload upload, List<String> tags, Actor writer) {
    TreeMap<Integer, byte[]> parts = uploads.get(upload);
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (int i = 0; i < tags.size(); i++) {
      byte[] part = parts == null ? null : parts.get(i + 1);
      if (part == null || !etag(part).equals(tags.get(i))) {
        return new UploadOutcome.Gone();
      }
      whole.writeBytes(part);
    }
    if (now(upload.key()).isPresent()) {
      return new UploadOutcome.Conflict();
    }
    uploads.remove(upload);
    return new UploadOutcome.Stored(write(upload.key(), whole.toByteArray(), writer));
  }

  void abort(Upload upload) {
    uploads.remove(upload);
  }

  private String etag(byte[] bytes) {
    return HexFormat.of().formatHex(md5.digest(bytes));
  }

  static ObjectInfo info(String key, Version version) {
    return new ObjectInfo(key, version.bytes().length, version.etag());
  }
}
