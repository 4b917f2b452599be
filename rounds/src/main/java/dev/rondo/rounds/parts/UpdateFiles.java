package dev.rondo.rounds.parts;

import dev.rondo.protocol.encoding.Encoding;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.parts.NumberRange.Stretch;
import dev.rondo.rounds.update.Placement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Locates the numbers of a decision's updates in their files. Tensors can be in any order: Python's
 * safetensors, for example, sorts them by name.
 */
final class UpdateFiles {

  private final Plan plan;
  private final int parameters;

  /** Where each tensor begins in the vector; one more entry for the end of the last. */
  private final int[] starts;

  /**
   * For an order of tensors, where each one's data begin in a file, -1 if it is left out; one more
   * entry for the end of the data.
   */
  private final Map<List<Integer>, long[]> offsets = new HashMap<>();

  UpdateFiles(Plan plan) {
    this.plan = plan;
    ModelLayout layout = plan.layout();
    this.parameters = layout.parameterCount();
    this.starts = new int[layout.tensors().size() + 1];
    for (int i = 0; i < layout.tensors().size(); i++) {
      starts[i + 1] = starts[i] + layout.tensors().get(i).size();
    }
  }

  /** The numbers from one to another of a contributor's update. */
  NumberRange range(Contributor contributor, int from, int to) {
    String key = ObjectKeys.update(plan.job(), plan.round(), contributor.client());
    Placement placement =
        contributor
            .placement()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "The decision does not say where the numbers of " + key + " begin"));
    if (placement.order().isEmpty() && plan.encoding().isPlain()) {
      long bytes = placement.dataOffset() + (long) Float.BYTES * parameters;
      ObjectInfo file = new ObjectInfo(key, bytes, contributor.etag());
      return whole(file, placement.dataOffset(), Float.BYTES, from, to);
    }
    long[] at = offsets.computeIfAbsent(placement.order(), this::offsets);
    int tensors = at.length - 1;
    ObjectInfo file = new ObjectInfo(key, placement.dataOffset() + at[tensors], contributor.etag());
    List<Stretch> stretches = new ArrayList<>();
    for (int tensor = 0; tensor < tensors; tensor++) {
      int begin = Math.max(from, starts[tensor]);
      int end = Math.min(to, starts[tensor + 1]);
      if (begin < end && at[tensor] >= 0) {
        Encoding encoding = plan.encoding(plan.layout().tensors().get(tensor));
        int first = begin - starts[tensor];
        long inTensor = encoding.begin(first);
        stretches.add(
            new Stretch(
                placement.dataOffset() + at[tensor] + inTensor,
                Math.toIntExact(encoding.bytes(end - starts[tensor]) - inTensor),
                Float.BYTES * (begin - from),
                encoding,
                encoding.skipped(first)));
      }
    }
    stretches.sort(Comparator.comparingLong(Stretch::at));
    return new NumberRange(file, NumberRange.joined(stretches));
  }

  /** Numbers that lie end to end in a file, in the vector's order. */
  static NumberRange whole(ObjectInfo file, long dataOffset, int width, int from, int to) {
    Stretch all = new Stretch(dataOffset + (long) width * from, width * (to - from), 0);
    return new NumberRange(file, List.of(all));
  }

  /**
   * @param order empty if all tensors are there in the layout's order
   */
  private long[] offsets(List<Integer> order) {
    List<TensorSpec> tensors = plan.layout().tensors();
    List<Integer> inFile =
        order.isEmpty() ? IntStream.range(0, tensors.size()).boxed().toList() : order;
    long[] at = new long[tensors.size() + 1];
    Arrays.fill(at, -1);
    long offset = 0;
    for (int tensor : inFile) {
      at[tensor] = offset;
      offset += plan.encoding(tensors.get(tensor)).bytes(tensors.get(tensor).size());
    }
    at[tensors.size()] = offset;
    for (int tensor = 0; tensor < tensors.size(); tensor++) {
      String name = tensors.get(tensor).name();
      if (at[tensor] < 0 && plan.layout().role(name).isUploaded()) {
        throw new IllegalStateException("The decision contains an update without " + name);
      }
    }
    return at;
  }
}
