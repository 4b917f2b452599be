package dev.rondo.rounds.aggregation;

import dev.rondo.privacy.masks.FixedPoint;
import dev.rondo.protocol.round.MaskRange;
import dev.rondo.protocol.round.MaskTerms;
import dev.rondo.protocol.round.MaskedUpdate;
import dev.rondo.protocol.round.MaskedUpdates;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.safetensors.Dtype;
import dev.rondo.protocol.safetensors.MalformedSafetensorsException;
import dev.rondo.protocol.safetensors.SafetensorsHeader;
import dev.rondo.protocol.safetensors.SafetensorsReader;
import dev.rondo.protocol.safetensors.Tensor;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.store.StoredObject;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * The sums of the masks of a decision's contributors, which the helper writes: a file with a U32
 * tensor for each range of coordinates.
 */
public final class MaskSums {

  private static final String TENSOR = "masks";

  /** Masks that one call of the helper makes, at most: half a minute of a function. */
  private static final long MASKS_OF_A_CALL = 8_000_000_000L;

  /** The header has one tensor and a few entries of metadata. */
  private static final long MOST_HEADER_BYTES = 4_096;

  private final ObjectStore store;
  private final Plan plan;
  private final MaskedUpdates updates;
  private final List<MaskRange> ranges;

  /**
   * @param contributors of a frozen decision, with masked updates
   */
  public MaskSums(ObjectStore store, Plan plan, List<Contributor> contributors) {
    this.store = store;
    this.plan = plan;
    this.updates =
        new MaskedUpdates(
            plan.job(),
            plan.round(),
            contributors.stream()
                .map(c -> new MaskedUpdate(c.client(), c.masked().orElseThrow()))
                .toList(),
            MaskTerms.of(plan));
    this.ranges = ranges(plan, contributors.size());
  }

  /** The ranges of a round: its model parts, or as few as the helper's function has time for. */
  private static List<MaskRange> ranges(Plan plan, int contributors) {
    long coordinates = plan.layout().parameterCount();
    if (plan.parts() > 0) {
      return MaskRange.divide(coordinates, plan.parts());
    }
    long masks = coordinates * contributors;
    long calls = Math.max(1, (masks + MASKS_OF_A_CALL - 1) / MASKS_OF_A_CALL);
    return MaskRange.divide(coordinates, (int) Math.min(calls, coordinates));
  }

  /** The ranges whose sums are not there. The document that the helper reads is written first. */
  public List<MaskRange> missing() {
    Set<String> there = Set.copyOf(store.keys(ObjectKeys.maskSums(plan.job(), plan.round())));
    List<MaskRange> missing = ranges.stream().filter(range -> !there.contains(key(range))).toList();
    if (!missing.isEmpty()) {
      new Documents(store).writeOnce(ObjectKeys.unmaskRequest(plan.job(), plan.round()), updates);
    }
    return missing;
  }

  /** The key of the sum of a range. */
  public String key(MaskRange range) {
    return updates.on(range).answer();
  }

  /** How the numbers of a round's updates are encoded. */
  public static FixedPoint numbers(Plan plan) {
    return new FixedPoint(
        plan.seats(), plan.clipUpdateNorm(), plan.secureAggregation().orElseThrow().fractionBits());
  }

  /**
   * Turns the sum of the masked updates into the sum of the updates.
   *
   * @param block numbers that are read at a time
   * @throws IllegalStateException if a sum of masks is missing or is not what the helper writes
   */
  public void unmask(PartialAggregate sum, int block) {
    FixedPoint numbers = numbers(plan);
    int[] masks = new int[block];
    for (MaskRange range : ranges) {
      String key = key(range);
      try (StoredObject object = open(key);
          SafetensorsReader reader = SafetensorsReader.open(object.body(), object.info().size())) {
        check(reader.header(), range, key);
        for (long at = range.from(); at < range.to(); at += block) {
          int length = (int) Math.min(block, range.to() - at);
          reader.readInts(masks, 0, length);
          unmask(sum.sum(), (int) at, masks, length, numbers);
        }
      } catch (MalformedSafetensorsException e) {
        throw new IllegalStateException(key + " is not a sum of masks: " + e.getMessage(), e);
      } catch (IOException e) {
        throw new StoreException("Cannot read " + key, e);
      }
    }
  }

  /**
   * Turns a block of a sum of masked integers into the sum of what was masked.
   *
   * @param offset where in the sum the block begins
   * @param masks the sum of the masks, modulo 2^32
   */
  public static void unmask(double[] sum, int offset, int[] masks, int length, FixedPoint numbers) {
    for (int i = 0; i < length; i++) {
      sum[offset + i] = numbers.decode((int) (long) sum[offset + i] - masks[i]);
    }
  }

  /**
   * The file with the masks of a model part.
   *
   * @param number of the part, from 1
   * @throws IllegalStateException if it is missing or is not what the helper writes
   */
  public ObjectInfo ofPart(int number) {
    MaskRange range = ranges.get(number - 1);
    String key = key(range);
    ObjectInfo file =
        store.head(key).orElseThrow(() -> new IllegalStateException(key + " does not exist"));
    try (StoredObject begin =
        store
            .getRange(file, 0, Math.min(file.size(), MOST_HEADER_BYTES))
            .orElseThrow(() -> new IllegalStateException(key + " does not exist"))) {
      check(SafetensorsHeader.read(begin.body(), file.size()), range, key);
      return file;
    } catch (MalformedSafetensorsException e) {
      throw new IllegalStateException(key + " is not a sum of masks: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new StoreException("Cannot read " + key, e);
    }
  }

  private static void check(SafetensorsHeader header, MaskRange range, String key) {
    Tensor expected = new Tensor(TENSOR, Dtype.U32, List.of(range.to() - range.from()));
    if (!header.tensors().equals(List.of(expected))) {
      throw new IllegalStateException(
          "%s is not a sum of masks: its tensors are %s".formatted(key, header.tensors()));
    }
  }

  private StoredObject open(String key) {
    return store.get(key).orElseThrow(() -> new IllegalStateException(key + " does not exist"));
  }
}
