package dev.rondo.rounds.update;

import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.round.Admission;
import dev.rondo.protocol.round.ClientUpdate;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.safetensors.SafetensorsHeader;
import dev.rondo.protocol.safetensors.Tensor;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.update.Rejection.Reason;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Validates the header of an update against the plan, before any of its numbers is read. */
final class UpdateHeader {

  private final Plan plan;
  private final Map<String, Integer> offsets = new HashMap<>();
  private final Map<String, Integer> places = new HashMap<>();
  private final Map<String, TensorSpec> specs = new HashMap<>();

  UpdateHeader(Plan plan) {
    this.plan = plan;
    int offset = 0;
    for (TensorSpec tensor : plan.updateLayout().tensors()) {
      places.put(tensor.name(), specs.size());
      specs.put(tensor.name(), tensor);
      offsets.put(tensor.name(), offset);
      offset += tensor.size();
    }
  }

  /** Where a tensor's numbers begin in the parameter vector. */
  int offset(String tensor) {
    return offsets.getOrDefault(tensor, -1);
  }

  /** What the model knows of a tensor of a file whose header is valid. */
  TensorSpec spec(String tensor) {
    return Objects.requireNonNull(specs.get(tensor));
  }

  /** The placement of a file whose header is valid. */
  Placement placement(SafetensorsHeader header, long fileBytes) {
    List<Integer> order =
        header.tensors().stream().map(tensor -> places.getOrDefault(tensor.name(), -1)).toList();
    boolean inOrder = order.equals(IntStream.range(0, places.size()).boxed().toList());
    return new Placement(fileBytes - header.dataBytes(), inOrder ? List.of() : order);
  }

  /** Reads and checks the header. */
  ClientUpdate check(SafetensorsHeader header) throws RejectedException {
    ClientUpdate update = metadata(header.metadata());
    tensors(header.tensors());
    return update;
  }

  private ClientUpdate metadata(Map<String, String> metadata) throws RejectedException {
    expect(Reason.METADATA, "kind", ClientUpdate.KIND, text(metadata, "kind"));
    expect(Reason.METADATA, "encoding", plan.encoding().text(), text(metadata, "encoding"));
    expect(Reason.ROUND, "job", plan.job(), text(metadata, "job"));
    expect(Reason.ROUND, "round", Integer.toString(plan.round()), text(metadata, "round"));
    expect(
        Reason.BASE_VERSION,
        "base_version",
        Integer.toString(plan.baseVersion()),
        text(metadata, "base_version"));
    String nonce = text(metadata, "nonce");
    if (plan.seatOf(nonce).isEmpty()) {
      throw new RejectedException(Reason.NONCE, "the nonce belongs to no seat of this round");
    }
    return new ClientUpdate(
        plan.job(),
        plan.round(),
        plan.baseVersion(),
        nonce,
        count(metadata, "examples"),
        loss(metadata),
        Optional.ofNullable(metadata.get(ClientUpdate.DATA_SHARD)).filter(ObjectKeys::isDataset),
        UpdateMetrics.of(plan, metadata),
        masked(metadata));
  }

  /** The digest of the masked vector, without which the helper finds no seed. */
  private Optional<String> masked(Map<String, String> metadata) throws RejectedException {
    if (plan.secureAggregation().isEmpty()) {
      return Optional.empty();
    }
    String digest = text(metadata, ClientUpdate.MASKED);
    if (!ObjectKeys.isDigest(digest)) {
      throw new RejectedException(
          Reason.METADATA,
          ClientUpdate.MASKED + " must be 64 digits of 0-9 and a-f, but is " + quoted(digest));
    }
    return Optional.of(digest);
  }

  /** A number of examples in the metadata. */
  static long count(Map<String, String> metadata, String key) throws RejectedException {
    String text = text(metadata, key);
    if (!text.matches("[0-9]{1,10}")) {
      throw new RejectedException(
          Reason.EXAMPLES, key + " must be a count, but is " + quoted(text));
    }
    long examples = Long.parseLong(text);
    if (examples < 1 || examples > Admission.MOST_EXAMPLES) {
      throw new RejectedException(
          Reason.EXAMPLES,
          key + " must be 1 to " + Admission.MOST_EXAMPLES + ", but is " + examples);
    }
    return examples;
  }

  private static OptionalDouble loss(Map<String, String> metadata) throws RejectedException {
    String text = metadata.get(ClientUpdate.TRAIN_LOSS);
    if (text == null) {
      return OptionalDouble.empty();
    }
    try {
      double loss = Double.parseDouble(text);
      if (Double.isFinite(loss)) {
        return OptionalDouble.of(loss);
      }
    } catch (NumberFormatException e) {
      // Falls through: text that is not a number is rejected like NaN.
    }
    throw new RejectedException(
        Reason.METADATA, "train_loss must be a finite number, but is " + quoted(text));
  }

  private void tensors(List<Tensor> tensors) throws RejectedException {
    for (Tensor tensor : tensors) {
      TensorSpec spec = specs.get(tensor.name());
      if (spec == null) {
        throw new RejectedException(
            Reason.UNKNOWN_TENSOR, "the model has no tensor " + quoted(tensor.name()));
      }
      Tensor expected = plan.encoding(spec).inFile(spec);
      if (tensor.dtype() != expected.dtype()) {
        throw new RejectedException(
            Reason.DTYPE,
            spec.name() + " must be " + expected.dtype() + ", but is " + tensor.dtype());
      }
      if (!tensor.shape().equals(expected.shape())) {
        throw new RejectedException(
            Reason.SHAPE,
            spec.name() + " must have shape " + expected.shape() + ", but has " + tensor.shape());
      }
    }
    if (tensors.size() < specs.size()) {
      Set<String> present = tensors.stream().map(Tensor::name).collect(Collectors.toSet());
      Optional<String> missing =
          plan.updateLayout().uploaded().stream()
              .map(TensorSpec::name)
              .filter(name -> !present.contains(name))
              .min(Comparator.naturalOrder());
      if (missing.isPresent()) {
        throw new RejectedException(
            Reason.MISSING_TENSOR, "tensor " + missing.get() + " is missing");
      }
    }
  }

  private static void expect(Reason reason, String key, String expected, String found)
      throws RejectedException {
    if (!found.equals(expected)) {
      throw new RejectedException(
          reason, key + " must be " + expected + ", but is " + quoted(found));
    }
  }

  private static String text(Map<String, String> metadata, String key) throws RejectedException {
    String value = metadata.get(key);
    if (value == null) {
      throw new RejectedException(Reason.METADATA, key + " is missing");
    }
    return value;
  }

  /** Text from outside, made safe for one line of a log. */
  static String quoted(String text) {
    String cut = text.length() > 64 ? text.substring(0, 64) + "..." : text;
    return "'" + cut.replaceAll("\\p{C}", "?") + "'";
  }
}
