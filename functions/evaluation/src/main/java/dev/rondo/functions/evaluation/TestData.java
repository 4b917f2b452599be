package dev.rondo.functions.evaluation;

import dev.rondo.learning.data.DataShardFile;
import dev.rondo.learning.data.Dataset;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.store.StoredObject;
import java.io.IOException;
import java.util.Optional;

/** The test data of a data set. It is read once and kept while the object does not change. */
final class TestData {

  private Optional<Kept> kept = Optional.empty();

  private record Kept(ObjectInfo info, Dataset dataset) {}

  /**
   * @throws IllegalArgumentException when the data set has none, or the file is not what it should
   *     be
   */
  Dataset of(ObjectStore store, String name) {
    String key = ObjectKeys.testData(name);
    ObjectInfo there = store.head(key).orElseThrow(() -> missing(key));
    if (kept.isPresent() && kept.get().info().equals(there)) {
      return kept.get().dataset();
    }
    kept = Optional.empty(); // Not two at a time in memory.
    Kept read = read(store, key);
    kept = Optional.of(read);
    return read.dataset();
  }

  private static Kept read(ObjectStore store, String key) {
    try (StoredObject object = store.get(key).orElseThrow(() -> missing(key))) {
      ObjectInfo info = object.info();
      return new Kept(info, DataShardFile.read(object.body(), info.size(), key));
    } catch (IOException e) {
      throw new StoreException("Cannot read " + key, e);
    }
  }

  private static IllegalArgumentException missing(String key) {
    return new IllegalArgumentException(
        key + " does not exist. Push test data with: rondo data push");
  }
}
