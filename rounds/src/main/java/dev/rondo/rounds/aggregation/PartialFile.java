package dev.rondo.rounds.aggregation;

import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.safetensors.Dtype;
import dev.rondo.protocol.safetensors.MalformedSafetensorsException;
import dev.rondo.protocol.safetensors.SafetensorsHeader;
import dev.rondo.protocol.safetensors.SafetensorsReader;
import dev.rondo.protocol.safetensors.SafetensorsWriter;
import dev.rondo.protocol.safetensors.Tensor;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.Digest;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.store.StoredObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Partial aggregates in the store: an F64 sum with its contributors in the metadata. Two of them
 * can contain the same update if SQS delivered it twice in different batches; the master never adds
 * up sums that share a client.
 */
public final class PartialFile {

  private static final int BLOCK = 16_384;

  private final ObjectStore store;
  private final Plan plan;
  private final int block;

  public PartialFile(ObjectStore store, Plan plan) {
    this(store, plan, BLOCK);
  }

  /**
   * @param block numbers that are read at a time, at most
   */
  PartialFile(ObjectStore store, Plan plan, int block) {
    this.store = store;
    this.plan = plan;
    this.block = block;
  }

  /** Stores a sum under a name derived from its contents, so that a repeated fold finds it. */
  public void write(PartialAggregate partial) {
    Collection<Contributor> contributors = partial.contributors();
    write(
        ObjectKeys.partial(plan.job(), plan.round(), contributors.size(), digest(contributors)),
        partial);
  }

  /** Stores the sum of a group under its number. */
  public void writeGroup(int number, PartialAggregate sum) {
    write(ObjectKeys.groupSum(plan.job(), plan.round(), number), sum);
  }

  private void write(String key, PartialAggregate partial) {
    SafetensorsHeader header =
        SafetensorsHeader.of(
            Map.of(
                "kind",
                "partial",
                "job",
                plan.job(),
                "round",
                Integer.toString(plan.round()),
                "contributors",
                new String(Json.bytes(partial.contributors()), StandardCharsets.UTF_8)),
            plan.layout().inFile(Dtype.F64));
    store.putIfAbsent(key, content(header, partial.sum()));
  }

  /**
   * The contributors of the partial aggregate at this key.
   *
   * @throws IllegalStateException when there is none, or it is not what we write
   */
  public List<Contributor> contributors(String key) {
    try (StoredObject object = open(key)) {
      return contributors(SafetensorsHeader.read(object.body(), object.info().size()), key);
    } catch (MalformedSafetensorsException | IllegalArgumentException e) {
      throw notOurs(key, e);
    } catch (IOException e) {
      throw new StoreException("Cannot read " + key, e);
    }
  }

  /**
   * Adds the sum at this key to a running sum, block by block.
   *
   * @throws IllegalStateException when there is none, or it is not what we write
   * @throws OverlapException when a client of it is in the running sum
   */
  public void addTo(PartialAggregate sum, String key) {
    try (StoredObject object = open(key);
        SafetensorsReader reader = SafetensorsReader.open(object.body(), object.info().size())) {
      if (!reader.header().tensors().equals(plan.layout().inFile(Dtype.F64))) {
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
          sum.addWeighted(offset, numbers, length);
          offset += length;
        }
      }
      contributors(reader.header(), key).forEach(sum::count);
    } catch (MalformedSafetensorsException | IllegalArgumentException e) {
      throw notOurs(key, e);
    } catch (IOException e) {
      throw new StoreException("Cannot read " + key, e);
    }
  }

  private StoredObject open(String key) {
    return store.get(key).orElseThrow(() -> new IllegalStateException(key + " does not exist"));
  }

  private static List<Contributor> contributors(SafetensorsHeader header, String key) {
    String json = header.metadata().get("contributors");
    if (json == null) {
      throw new IllegalStateException(key + " has no metadata entry 'contributors'");
    }
    return list(json.getBytes(StandardCharsets.UTF_8), key);
  }

  private static List<Contributor> list(byte[] bytes, String key) {
    Contributor[] list = Json.parse(bytes, Contributor[].class, key);
    if (Arrays.stream(list).anyMatch(Objects::isNull)) {
      throw new IllegalArgumentException("its list of contributors contains null");
    }
    return List.of(list);
  }

  private static IllegalStateException notOurs(String key, Exception e) {
    return new IllegalStateException(key + " is not a partial aggregate: " + e.getMessage(), e);
  }

  private static String digest(Collection<Contributor> contributors) {
    Digest digest = new Digest();
    for (Contributor contributor : contributors) {
      digest.add(contributor.client()).add(contributor.etag());
    }
    return digest.hex();
  }

  private Content content(SafetensorsHeader header, double[] sum) {
    return new Content() {
      @Override
      public long size() {
        return header.fileBytes();
      }

      @Override
      public void writeTo(OutputStream out) throws IOException {
        try (SafetensorsWriter writer = new SafetensorsWriter(out, header)) {
          plan.layout().forEach((offset, size) -> writer.writeDoubles(sum, offset, size));
        }
      }
    };
  }
}
