package dev.rondo.protocol.model;

import dev.rondo.protocol.safetensors.Dtype;
import dev.rondo.protocol.safetensors.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The tensors of a model in their order. Laid end to end they are its parameter vector, which is
 * what clients train, workers fold and the server optimizer moves.
 *
 * @param tensors the tensors, each name once
 * @param roles the roles of tensors by their names; {@link Role#MEAN} for those without an entry
 * @param dtypes the types in which clients hold tensors, by their names; {@link Dtype#F32} for
 *     those without an entry. Server and clients exchange F32, whatever the type
 */
public record ModelLayout(
    List<TensorSpec> tensors, SortedMap<String, Role> roles, SortedMap<String, Dtype> dtypes) {

  /** No tensors. */
  public static final ModelLayout EMPTY = new ModelLayout(List.of());

  public ModelLayout {
    tensors = List.copyOf(tensors);
    roles = Collections.unmodifiableSortedMap(new TreeMap<>(roles));
    Set<String> names = new HashSet<>();
    for (TensorSpec tensor : tensors) {
      if (!names.add(tensor.name())) {
        throw new IllegalArgumentException("Tensor " + tensor.name() + " appears twice");
      }
    }
    dtypes = Collections.unmodifiableSortedMap(new TreeMap<>(dtypes));
    refuseUnknown(roles.keySet(), names, "role");
    refuseUnknown(dtypes.keySet(), names, "type");
    for (Map.Entry<String, Dtype> entry : dtypes.entrySet()) {
      if (!entry.getValue().isNumeric()) {
        throw new IllegalArgumentException(
            "Tensor %s is %s, which has no mean".formatted(entry.getKey(), entry.getValue()));
      }
    }
  }

  private static void refuseUnknown(Set<String> named, Set<String> tensors, String what) {
    for (String name : named) {
      if (!tensors.contains(name)) {
        throw new IllegalArgumentException(
            "Tensor %s has a %s and does not exist".formatted(name, what));
      }
    }
  }

  /** A layout whose tensors are all F32. */
  public ModelLayout(List<TensorSpec> tensors, SortedMap<String, Role> roles) {
    this(tensors, roles, new TreeMap<>());
  }

  /** A layout whose tensors are all F32 of the role {@link Role#MEAN}. */
  public ModelLayout(List<TensorSpec> tensors) {
    this(tensors, new TreeMap<>());
  }

  public static ModelLayout of(TensorSpec... tensors) {
    return new ModelLayout(List.of(tensors));
  }

  /** Something to be done with every tensor. */
  @FunctionalInterface
  public interface TensorVisitor {

    /**
     * @param offset where in the parameter vector the tensor begins
     * @param size how many numbers it has
     */
    void visit(int offset, int size) throws IOException;
  }

  /** Visits the tensors' places in the parameter vector, in order. */
  public void forEach(TensorVisitor visitor) throws IOException {
    int offset = 0;
    for (TensorSpec tensor : tensors) {
      visitor.visit(offset, tensor.size());
      offset += tensor.size();
    }
  }

  /** The role of a tensor. */
  public Role role(String tensor) {
    return roles.getOrDefault(tensor, Role.MEAN);
  }

  /** The type in which clients hold a tensor. */
  public Dtype dtype(String tensor) {
    return dtypes.getOrDefault(tensor, Dtype.F32);
  }

  /**
   * Numbers of one role that follow each other in the parameter vector.
   *
   * @param role the role
   * @param from the first number
   * @param to the number after the last one
   */
  public record Stretch(Role role, int from, int to) {

    /** The same numbers, counted from another place. */
    public Stretch after(int origin) {
      return new Stretch(role, from - origin, to - origin);
    }
  }

  /** The numbers from one place in the parameter vector to another, divided by roles. */
  public List<Stretch> stretches(int from, int to) {
    if (roles.isEmpty()) {
      return List.of(new Stretch(Role.MEAN, from, to));
    }
    List<Stretch> stretches = new ArrayList<>();
    int begin = 0;
    for (TensorSpec tensor : tensors) {
      int end = begin + tensor.size();
      if (end > from && begin < to && end > begin) {
        Stretch next = new Stretch(role(tensor.name()), Math.max(from, begin), Math.min(to, end));
        int last = stretches.size() - 1;
        if (last >= 0 && stretches.get(last).role() == next.role()) {
          stretches.set(last, new Stretch(next.role(), stretches.get(last).from(), next.to()));
        } else {
          stretches.add(next);
        }
      }
      begin = end;
    }
    return stretches;
  }

  /** The same for so many numbers from one place on, counted from this place. */
  public List<Stretch> stretchesFrom(int origin, int length) {
    return stretches(origin, origin + length).stream().map(some -> some.after(origin)).toList();
  }

  /** The length of the parameter vector. */
  public int parameterCount() {
    int count = 0;
    for (TensorSpec tensor : tensors) {
      count = Math.addExact(count, tensor.size());
    }
    return count;
  }

  /** These tensors, in their order, as a safetensors file of this type holds them. */
  public List<Tensor> inFile(Dtype dtype) {
    return tensors.stream().map(tensor -> tensor.inFile(dtype)).toList();
  }

  /** The tensors that an update has. */
  public List<TensorSpec> uploaded() {
    return tensors.stream().filter(tensor -> role(tensor.name()).isUploaded()).toList();
  }

  /** The tensors of which each client has values of its own. */
  public List<TensorSpec> personal() {
    return tensors.stream().filter(tensor -> role(tensor.name()) == Role.PERSONAL).toList();
  }

  /** The length of the parameter vector without what updates leave out. */
  public int uploadedCount() {
    return uploaded().stream().mapToInt(TensorSpec::size).sum();
  }

  /** These tensors, in their order, in the types in which clients hold them. */
  public List<Tensor> held() {
    return tensors.stream().map(tensor -> tensor.inFile(dtype(tensor.name()))).toList();
  }
}
