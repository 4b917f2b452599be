package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.console.Output;
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
 * A file of a version, verified against the manifest.
 *
 * @param location its path or S3 URI
 * @param sha256 its digest in the manifest
 * @param found the digest of the stored file; empty if the file is missing
 */
record StoredFile(String location, String sha256, Optional<String> found) {

  /**
   * Reads the whole object.
   *
   * @param parts its parts, from the manifest
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
      throw new StoreException("Cannot read " + found.info().key(), e);
    }
    return digest.hex();
  }

  ObjectNode toJson() {
    return Output.object().put("path", location).put("sha256", sha256).put("verified", isWhole());
  }

  boolean isWhole() {
    return found.isPresent() && found.get().equals(sha256);
  }

  /** The result of the check, in words. */
  String verdict() {
    if (found.isEmpty()) {
      return "MISSING";
    }
    return isWhole() ? "SHA-256 verified" : "DAMAGED: its SHA-256 is " + found.get();
  }
}
