package dev.rondo.cli.command;

import dev.rondo.cli.run.Run;
import dev.rondo.protocol.model.FilePart;
import dev.rondo.protocol.model.ModelDigest;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.store.StoredObject;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/**
 * An object of a run that a manifest names, held against its digest.
 *
 * @param location where it lies, a path or an S3 URI
 * @param sha256 the digest that the manifest has of it
 * @param found the digest of what is there; empty when nothing is
 */
record StoredFile(String location, String sha256, Optional<String> found) {

  /**
   * Reads the object as a whole.
   *
   * @param parts the parts that the manifest tells of
   */
  static StoredFile check(Run run, String key, String sha256, List<FilePart> parts) {
    return new StoredFile(
        run.location(key), sha256, run.store().get(key).map(object -> digest(object, parts)));
  }

  private static String digest(StoredObject found, List<FilePart> parts) {
    ModelDigest digest = new ModelDigest(parts);
    try (StoredObject object = found;
        OutputStream out = digest.through(OutputStream.nullOutputStream())) {
      object.body().transferTo(out);
    } catch (IOException e) {
      throw new StoreException("Could not read " + found.info().key(), e);
    }
    return digest.hex();
  }

  boolean isWhole() {
    return found.isPresent() && found.get().equals(sha256);
  }

  /** What came of the check, in words. */
  String verdict() {
    if (found.isEmpty()) {
      return "MISSING";
    }
    return isWhole() ? "SHA-256 verified" : "DAMAGED: its SHA-256 is " + found.get();
  }
}
