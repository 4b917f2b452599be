package dev.rondo.simulation;

import dev.rondo.learning.data.Dataset;
import dev.rondo.learning.data.TrainTest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What a job's result depends on beside its configuration. The fingerprints of the data and the
 * model detect that a file was edited or a data set has grown. They do not protect against forgery.
 *
 * @param train of the training data
 * @param test of the test data
 * @param model of the tensors and their first values
 * @param kernels the kernels of OpenBLAS that have trained, on which the last bits of a result
 *     depend, in the order of their first use; without those that were unknown
 */
record Inputs(String train, String test, String model, List<String> kernels) {

  private static final String NONE = "none";

  Inputs {
    kernels = List.copyOf(kernels);
  }

  /**
   * The inputs of a job.
   *
   * @param data empty if the trainer has its own
   */
  static Inputs of(Optional<TrainTest> data, float[] initial) {
    return new Inputs(
        data.map(all -> fingerprint(all.train())).orElse(NONE),
        data.map(all -> fingerprint(all.test())).orElse(NONE),
        fingerprint(initial),
        List.of());
  }

  /** These inputs after a kernel has trained too. */
  Inputs withKernel(String kernel) {
    if (kernels.contains(kernel)) {
      return this;
    }
    List<String> all = new ArrayList<>(kernels);
    all.add(kernel);
    return new Inputs(train, test, model, all);
  }

  /** The differences that make another training, in words. */
  List<String> differences(Inputs created) {
    List<String> differences = new ArrayList<>();
    if (!train.equals(created.train)) {
      differences.add("the training data differ");
    }
    if (!test.equals(created.test)) {
      differences.add("the test data differ");
    }
    if (!model.equals(created.model)) {
      differences.add("the model differs");
    }
    return differences;
  }

  /** A notice, if the job does not train with one kernel from its first round to its last. */
  Optional<String> kernelNotice(String kernel) {
    if (withKernel(kernel).kernels.size() < 2) {
      return Optional.empty();
    }
    String before = String.join(", ", kernels);
    String remedy =
        kernels.size() > 1
            ? "For the same bits on each CPU, start over with --restart and"
                + " OPENBLAS_CORETYPE=Haswell."
            : "For the same bits, resume on a CPU for %s, with OPENBLAS_CORETYPE=%s."
                .formatted(before, before);
    return Optional.of(
        """
        This job has trained with the OpenBLAS kernel %s, and this run uses %s. Kernels round \
        differently: the model is as good, but not bit-identical to that of a run with one \
        kernel. %s\
        """
            .formatted(before, kernel, remedy));
  }

  private static String fingerprint(Dataset data) {
    CRC32C crc = new CRC32C();
    ByteBuffer label = ByteBuffer.allocate(Integer.BYTES);
    float[] features = new float[data.exampleSize()];
    for (int i = 0; i < data.size(); i++) {
      crc.update(label.putInt(0, data.label(i)).rewind());
      Optional<byte[]> pixels = data.pixels(i);
      if (pixels.isPresent()) {
        crc.update(pixels.get());
      } else {
        data.features(i, features, 0);
        update(crc, features);
      }
    }
    return "%08x-%s".formatted(crc.getValue(), data.size());
  }

  private static String fingerprint(float[] values) {
    CRC32C crc = new CRC32C();
    update(crc, values);
    return "%08x-%s".formatted(crc.getValue(), values.length);
  }

  private static void update(CRC32C crc, float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length);
    bytes.asFloatBuffer().put(values);
    crc.update(bytes);
  }
}
