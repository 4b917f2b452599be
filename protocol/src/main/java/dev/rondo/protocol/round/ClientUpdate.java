package dev.rondo.protocol.round;

import dev.rondo.protocol.model.ModelFile;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.safetensors.Dtype;
import dev.rondo.protocol.safetensors.SafetensorsHeader;
import dev.rondo.protocol.store.Content;
import java.util.Map;

/**
 * The metadata of an update, as the client wrote it. The client's id is not part of it: the key of
 * the object has it, and IAM guarantees it.
 *
 * @param job the job
 * @param round the round
 * @param baseVersion the version that it was trained from
 * @param nonce of the seat
 * @param examples examples trained on
 * @param trainLoss mean training loss
 */
public record ClientUpdate(
    String job, int round, int baseVersion, String nonce, long examples, double trainLoss) {

  public static final String KIND = "update";

  /** Plain F32 differences; the only encoding so far. */
  public static final String ENCODING = "f32";

  /** The update as a file: one F32 tensor of differences for each tensor of the layout. */
  public Content toFile(ModelLayout layout, float[] delta) {
    if (delta.length != layout.parameterCount()) {
      throw new IllegalArgumentException(
          "An update of this model must have "
              + layout.parameterCount()
              + " numbers, but has "
              + delta.length);
    }
    return ModelFile.content(header(layout), layout, delta);
  }

  /** The header of the file. */
  public SafetensorsHeader header(ModelLayout layout) {
    return SafetensorsHeader.of(metadata(), layout.inFile(Dtype.F32));
  }

  private Map<String, String> metadata() {
    return Map.of(
        "kind",
        KIND,
        "job",
        job,
        "round",
        Integer.toString(round),
        "base_version",
        Integer.toString(baseVersion),
        "nonce",
        nonce,
        "examples",
        Long.toString(examples),
        "train_loss",
        Double.toString(trainLoss),
        "encoding",
        ENCODING);
  }
}
