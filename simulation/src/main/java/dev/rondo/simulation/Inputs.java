package dev.rondo.simulation;

import dev.rondo.learning.data.Dataset;
import dev.rondo.learning.data.TrainTest;
import dev.rondo.learning.model.InitialModel;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.model.ModelLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
 * @param network of all else that the model's configuration says
 * @param kernels the kernels of OpenBLAS that have trained, on which the last bits of a result
 *     depend, in the order of their first use; without those that were unknown
 */
record Inputs(String train, String test, String model, String network, List<String> kernels) {

  private static final String NONE = "none";

  Inputs {
    kernels = List.copyOf(kernels);
  }

  /**
   * The inputs of a job.
   *
   * @param data empty if the trainer has its own
   */
  static Inputs of(Optional<TrainTest> data, InitialModel model, float[] initial) {
    return new Inputs(
        data.map(all -> fingerprint(all.train())).orElse(NONE),
        data.map(all -> fingerprint(all.test())).orElse(NONE),
        fingerprint(model.layout(), initial),
        fingerprint(model.identity()),
        List.of());
  }

  /** These inputs after a kernel has trained too. */
  Inputs withKernel(String kernel) {
    if (kernels.contains(kernel)) {
      return this;
    }
    List<String> all = new ArrayList<>(kernels);
    all.add(kernel);
    return new Inputs(train, test, model, network, all);
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
      differences.add("the model's tensors or their first values differ");
    }
    if (!network.equals(created.network)) {
      differences.add("the model's configuration differs");
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
    data.description().ifPresent(read -> crc.update(Json.bytes(read)));
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

  private static String fingerprint(ModelLayout layout, float[] values) {
    CRC32C crc = new CRC32C();
    crc.update(Json.bytes(layout));
    update(crc, values);
    return "%08x-%s".formatted(crc.getValue(), values.length);
  }

  private static String fingerprint(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return "%08x-%s".formatted(crc.getValue(), text.length());
  }

  private static void update(CRC32C crc, float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length);
    bytes.asFloatBuffer().put(values);
    crc.update(bytes);
  }
}
