package dev.rondo.rounds.parts;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.safetensors.Dtype;
import dev.rondo.protocol.safetensors.MalformedSafetensorsException;
import dev.rondo.protocol.safetensors.SafetensorsHeader;
import dev.rondo.protocol.safetensors.SafetensorsReader;
import dev.rondo.protocol.safetensors.Tensor;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.SafetensorsContent;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.store.StoredObject;
import dev.rondo.rounds.aggregation.Blocks;
import dev.rondo.rounds.rule.PairDistances;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * The distances between the candidates of a round on one distance slice, in the store: 8 bytes for
 * each pair. Each file is written once and never changes, so a master that runs again finds what
 * has been measured.
 */
public final class DistanceFile {

  private static final String TENSOR = "squared_distances";

  private final ObjectStore store;
  private final Plan plan;

  public DistanceFile(ObjectStore store, Plan plan) {
    this.store = store;
    this.plan = plan;
  }

  /** Stores the distances of a slice, unless they are there. */
  public void write(int slice, PairDistances distances) {
    SafetensorsHeader header = header(slice, distances.triangle().length);
    store.putIfAbsent(
        key(slice),
        new SafetensorsContent(
            header,
            writer -> writer.writeDoubles(distances.triangle(), 0, distances.triangle().length)));
  }

  /**
   * Adds the distances of a slice to a sum, block by block.
   *
   * @param blocks in which they are read
   * @throws IllegalStateException when there are none, or not of these updates
   */
  public void addTo(PairDistances sum, int slice, Blocks blocks) {
    String key = key(slice);
    StoredObject object =
        store.get(key).orElseThrow(() -> new IllegalStateException(key + " does not exist"));
    try (object;
        SafetensorsReader reader = SafetensorsReader.open(object.body(), object.info().size())) {
      if (!reader.header().equals(header(slice, sum.triangle().length))) {
        throw new IllegalStateException(
            "%s does not have the distances between the %s candidates of the round"
                .formatted(key, sum.updates()));
      }
      double[] block = new double[blocks.ofSum()];
      for (int offset = 0; offset < sum.triangle().length; offset += block.length) {
        int length = Math.min(block.length, sum.triangle().length - offset);
        reader.readDoubles(block, 0, length);
        sum.add(offset, block, length);
      }
    } catch (MalformedSafetensorsException e) {
      throw new IllegalStateException(key + " is not valid: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new StoreException("Cannot read " + key, e);
    }
  }

  private String key(int slice) {
    return ObjectKeys.distances(plan.job(), plan.round(), slice);
  }

  private SafetensorsHeader header(int slice, int pairs) {
    return SafetensorsHeader.of(
        Map.of(
            "kind",
            "distances",
            "job",
            plan.job(),
            "round",
            Integer.toString(plan.round()),
            "slice",
            Integer.toString(slice)),
        List.of(new Tensor(TENSOR, Dtype.F64, List.of((long) pairs))));
  }
}
