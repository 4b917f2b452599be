package dev.rondo.cli.run;

import dev.rondo.protocol.store.ForwardingStore;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.StoredObject;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A store with a snapshot of some small objects, read in parallel: one at a time, the documents of
 * a long training take a minute over the internet. Other objects, and writes, go to the store
 * itself.
 */
final class ReadAhead extends ForwardingStore {

  private static final int AT_A_TIME = 16;

  /** Larger objects are not kept in memory. */
  private static final long LARGEST = 1 << 20;

  private final String prefix;
  private final List<ObjectInfo> listing;
  private final Set<String> keys = new HashSet<>();
  private final Map<String, Kept> kept = new HashMap<>();

  private record Kept(ObjectInfo info, byte[] bytes) {}

  private ReadAhead(ObjectStore store, String prefix, List<ObjectInfo> listing) {
    super(store);
    this.prefix = prefix;
    this.listing = listing;
    listing.forEach(info -> keys.add(info.key()));
  }

  static ReadAhead of(ObjectStore store, String prefix, Predicate<String> wanted) {
    ReadAhead view = new ReadAhead(store, prefix, store.list(prefix));
    List<ObjectInfo> small =
        view.listing.stream()
            .filter(info -> info.size() <= LARGEST && wanted.test(info.key()))
            .toList();
    new Parallel(AT_A_TIME)
        .map(small, info -> read(store, info.key()))
        .forEach(found -> found.ifPresent(object -> view.kept.put(object.info().key(), object)));
    return view;
  }

  private static Optional<Kept> read(ObjectStore store, String key) {
    return store
        .get(key)
        .map(object -> new Kept(object.info(), object.read(InputStream::readAllBytes)));
  }

  /** Whether the object was missing when the snapshot was taken. */
  private boolean isAbsent(String key) {
    return key.startsWith(prefix) && !keys.contains(key);
  }

  @Override
  public Optional<ObjectInfo> head(String key) {
    Kept known = kept.get(key);
    if (known != null) {
      return Optional.of(known.info());
    }
    return isAbsent(key) ? Optional.empty() : super.head(key);
  }

  @Override
  public Optional<StoredObject> get(String key) {
    Kept known = kept.get(key);
    if (known != null) {
      return Optional.of(new StoredObject(known.info(), new ByteArrayInputStream(known.bytes())));
    }
    return isAbsent(key) ? Optional.empty() : super.get(key);
  }

  @Override
  public List<ObjectInfo> list(String under) {
    return under.equals(prefix) ? listing : super.list(under);
  }
}
