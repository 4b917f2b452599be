package dev.rondo.rounds.testing;

import dev.rondo.protocol.safetensors.Dtype;
import dev.rondo.protocol.safetensors.SafetensorsReader;
import dev.rondo.protocol.safetensors.Tensor;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.testing.MemoryStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The tensor files of a bucket, and which of them depend on the update of one client that the
 * reader of the bucket knows.
 */
public final class Dump {

  /** A file of either kind of numbers. */
  private sealed interface Numbers {

    /** Integers modulo 2^32: masked updates, sums of these, and sums of masks. */
    record Masked(int[] numbers) implements Numbers {

      Masked minus(int[] other) {
        int[] difference = new int[numbers.length];
        Arrays.setAll(difference, i -> numbers[i] - other[i]);
        return new Masked(difference);
      }
    }

    /** Models. */
    record Real(double[] numbers) implements Numbers {}
  }

  private final Map<String, Numbers> files = new TreeMap<>();

  private Dump() {}

  /**
   * Everything in a store that is a tensor file. Its F64 files are sums of masked integers, and its
   * F32 files are models.
   */
  public static Dump of(MemoryStore store) {
    Dump dump = new Dump();
    for (ObjectInfo object : store.list("")) {
      if (object.key().endsWith(".safetensors")) {
        dump.files.put(object.key(), read(store.bytes(object.key())));
      }
    }
    return dump;
  }

  private static Numbers read(byte[] file) {
    try (SafetensorsReader reader =
        SafetensorsReader.open(new ByteArrayInputStream(file), file.length)) {
      List<Tensor> tensors = reader.header().tensors();
      double[] numbers = new double[(int) tensors.stream().mapToLong(Tensor::elements).sum()];
      int at = 0;
      for (Tensor tensor : tensors) {
        int count = (int) tensor.elements();
        double[] read = read(reader, tensor.dtype(), count);
        System.arraycopy(read, 0, numbers, at, count);
        at += count;
      }
      return tensors.get(0).dtype() == Dtype.F32
          ? new Numbers.Real(numbers)
          : new Numbers.Masked(Arrays.stream(numbers).mapToInt(sum -> (int) (long) sum).toArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double[] read(SafetensorsReader reader, Dtype dtype, int count)
      throws IOException {
    double[] numbers = new double[count];
    if (dtype == Dtype.F64) {
      reader.readDoubles(numbers, 0, count);
    } else if (dtype == Dtype.F32) {
      float[] read = new float[count];
      reader.readFloats(read, 0, count);
      Arrays.setAll(numbers, i -> read[i]);
    } else {
      int[] read = new int[count];
      reader.readInts(read, 0, count);
      Arrays.setAll(numbers, i -> read[i]);
    }
    return numbers;
  }

  /** The keys of all tensor files. */
  public Set<String> files() {
    return files.keySet();
  }

  /**
   * The files that depend on an update, and the pairs of clients' updates whose difference does.
   *
   * @param update as integers
   */
  public Set<String> dependingOn(int[] update) {
    TreeMap<String, Numbers> suspects = new TreeMap<>(files);
    for (String one : files.keySet()) {
      for (String other : files.keySet()) {
        if (one.compareTo(other) < 0
            && isUpdate(one)
            && isUpdate(other)
            && files.get(one) instanceof Numbers.Masked first
            && files.get(other) instanceof Numbers.Masked second) {
          suspects.put(one + " - " + other, first.minus(second.numbers()));
        }
      }
    }
    Set<String> found = new TreeSet<>();
    suspects.forEach(
        (name, numbers) -> {
          if (depends(numbers, update)) {
            found.add(name);
          }
        });
    return found;
  }

  private static boolean isUpdate(String key) {
    return ObjectKeys.parseUpdate(key).isPresent();
  }

  /** The file of a model part is compared with each stretch of the update that is as long. */
  private static boolean depends(Numbers numbers, int[] update) {
    if (numbers instanceof Numbers.Real real) {
      return depends(real.numbers(), update);
    }
    int[] masked = ((Numbers.Masked) numbers).numbers();
    boolean found = !MaskStatistics.areUniform(masked);
    for (int from = 0; from + masked.length <= update.length; from += masked.length) {
      int[] part = Arrays.copyOfRange(update, from, from + masked.length);
      found |=
          MaskStatistics.areCorrelated(reals(masked), reals(part))
              || !MaskStatistics.areUniform(new Numbers.Masked(masked).minus(part).numbers());
    }
    return found;
  }

  private static boolean depends(double[] numbers, int[] update) {
    return MaskStatistics.areCorrelated(numbers, reals(update));
  }

  private static double[] reals(int[] numbers) {
    return Arrays.stream(numbers).asDoubleStream().toArray();
  }
}
