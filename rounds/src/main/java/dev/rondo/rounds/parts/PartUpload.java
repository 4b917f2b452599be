package dev.rondo.rounds.parts;

import dev.rondo.protocol.model.FilePart;
import java.util.List;

/**
 * Records that a model part has been uploaded. It is written when all of the part is in the store.
 *
 * @param part its number
 * @param uploads to which it has added; worthless when these have been given up
 * @param model its part of the model
 * @param state its part of each vector of the optimizer's state
 */
public record PartUpload(int part, VersionUploads uploads, Uploaded model, List<Uploaded> state) {

  /**
   * An uploaded part.
   *
   * @param tag the store's
   * @param bytes its length
   * @param sha256 its digest
   */
  public record Uploaded(String tag, long bytes, String sha256) {

    /** The entry of the manifest. */
    public FilePart part() {
      return new FilePart(bytes, sha256);
    }
  }

  public PartUpload {
    state = List.copyOf(state);
  }
}
