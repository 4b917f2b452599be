package dev.rondo.rounds.aggregation;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.safetensors.Dtype;
import dev.rondo.protocol.safetensors.MalformedSafetensorsException;
import dev.rondo.protocol.safetensors.SafetensorsHeader;
import dev.rondo.protocol.safetensors.SafetensorsReader;
import dev.rondo.protocol.safetensors.Tensor;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.Digest;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.SafetensorsContent;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.store.StoredObject;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** F64 sums of a model in the store. The metadata say whose updates one contains. */
final class SumFile {

  private final ObjectStore store;
  private final Plan plan;
  private final String kind;
  private final int block;

  /**
   * @param kind of sum, in the metadata
   * @param block numbers that are read at a time, at most
   */
  SumFile(ObjectStore store, Plan plan, String kind, int block) {
    this.store = store;
    this.plan = plan;
    this.kind = kind;
    this.block = block;
  }

  /**
   * Stores a sum unless there is one.
   *
   * @param metadata beside kind, job and round
   */
  void write(String key, Map<String, String> metadata, double[] sum) {
    Map<String, String> all = new TreeMap<>(metadata);
    all.put("kind", kind);
    all.put("job", plan.job());
    all.put("round", Integer.toString(plan.round()));
    SafetensorsHeader header = SafetensorsHeader.of(all, plan.updateLayout().inFile(Dtype.F64));
    store.putIfAbsent(key, content(header, sum));
  }

  /**
   * Reads the metadata of the sum at this key.
   *
   * @throws IllegalStateException when there is none, or it is not what we write
   */
  <T> T metadata(String key, Function<Map<String, String>, T> read) {
    try (StoredObject object = open(key)) {
      SafetensorsHeader header = SafetensorsHeader.read(object.body(), object.info().size());
      return read.apply(header.metadata());
    } catch (MalformedSafetensorsException | IllegalArgumentException e) {
      throw notOurs(key, e);
    } catch (IOException e) {
      throw new StoreException("Cannot read " + key, e);
    }
  }

  /**
   * Adds the sum at this key to a running sum, block by block.
   *
   * @param contributors reads them from the metadata
   * @throws IllegalStateException when there is none, or it is not what we write
   * @throws OverlapException when a client of it is in the running sum
   */
  void addTo(
      PartialAggregate sum,
      String key,
      Function<Map<String, String>, List<Contributor>> contributors) {
    try (StoredObject object = open(key);
        SafetensorsReader reader = SafetensorsReader.open(object.body(), object.info().size())) {
      if (!reader.header().tensors().equals(plan.updateLayout().inFile(Dtype.F64))) {
        throw new IllegalStateException(
            key + " is not a sum of this model: its tensors differ from the plan's layout");
      }
      double[] numbers = new double[block];
      int offset = 0;
      for (Tensor tensor : reader.header().tensors()) {
        int end = offset + Math.toIntExact(tensor.elements());
        while (offset < end) {
          int length = Math.min(block, end - offset);
          reader.readDoubles(numbers, 0, length);
          sum.addSum(plan.layout().role(tensor.name()), offset, numbers, length);
          offset += length;
        }
      }
      contributors.apply(reader.header().metadata()).forEach(sum::count);
    } catch (MalformedSafetensorsException | IllegalArgumentException e) {
      throw notOurs(key, e);
    } catch (IOException e) {
      throw new StoreException("Cannot read " + key, e);
    }
  }

  /**
   * An entry of the metadata.
   *
   * @throws IllegalArgumentException when it is missing
   */
  static String text(Map<String, String> metadata, String name) {
    String text = metadata.get(name);
    if (text == null) {
      throw new IllegalArgumentException("it has no metadata entry '" + name + "'");
    }
    return text;
  }

  /** SHA-256 over client and ETag of each contributor. */
  static String digest(Collection<Contributor> contributors) {
    Digest digest = new Digest();
    for (Contributor contributor : contributors) {
      digest.add(contributor.client()).add(contributor.etag());
    }
    return digest.hex();
  }

  private StoredObject open(String key) {
    return store.get(key).orElseThrow(() -> new IllegalStateException(key + " does not exist"));
  }

  private IllegalStateException notOurs(String key, Exception e) {
    return new IllegalStateException(
        "%s is not a sum of kind %s: %s".formatted(key, kind, e.getMessage()), e);
  }

  private Content content(SafetensorsHeader header, double[] sum) {
    return new SafetensorsContent(
        header,
        writer ->
            plan.updateLayout().forEach((offset, size) -> writer.writeDoubles(sum, offset, size)));
  }
}
