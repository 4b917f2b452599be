package dev.rondo.local;

import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.Upload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Multipart uploads of a store in a directory: a folder for each upload, with a file for each part.
 */
final class DirectoryUploads {

  private final WorkFolder work;
  private final ETags etags;

  DirectoryUploads(WorkFolder work, ETags etags) {
    this.work = work;
    this.etags = etags;
  }

  Upload begin(String key) throws IOException {
    Upload upload = new Upload(key, WorkFolder.newName());
    Files.createDirectories(folder(upload));
    return upload;
  }

  boolean isThere(Upload upload) {
    return Files.exists(folder(upload));
  }

  /** Puts a part and returns its tag; empty when there is no such upload any more. */
  Optional<String> put(Upload upload, int number, Content content) throws IOException {
    Path part = part(upload, number);
    WorkFolder.Written written = work.writeBeside(work.path().resolve("part"), content, false);
    try {
      Files.move(written.file(), part, StandardCopyOption.ATOMIC_MOVE);
      etags.remember(part, written.known());
      return Optional.of(written.known().tagged().etag());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } finally {
      Files.deleteIfExists(written.file());
    }
  }

  /** The parts with these tags, joined; empty if one of them is missing or different. */
  Optional<Content> whole(Upload upload, List<String> tags) throws IOException {
    List<Path> files = new ArrayList<>();
    long size = 0;
    for (int i = 0; i < tags.size(); i++) {
      Path file = part(upload, i + 1);
      Optional<ETags.Tagged> there = etags.of(file);
      if (there.isEmpty() || !there.get().etag().equals(tags.get(i))) {
        return Optional.empty();
      }
      files.add(file);
      size += there.get().size();
    }
    return Optional.of(new Joined(files, size));
  }

  /** Renames the upload so that no part can be added any more; returns the folder to delete. */
  Optional<Path> abort(Upload upload) throws IOException {
    Path away = work.newPath();
    etags.forget(folder(upload));
    try {
      Files.move(folder(upload), away, StandardCopyOption.ATOMIC_MOVE);
      return Optional.of(away);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private Path folder(Upload upload) {
    Path uploads = work.path().resolve("uploads");
    Path folder = uploads.resolve(upload.id()).normalize();
    if (!uploads.normalize().equals(folder.getParent())) {
      throw new IllegalArgumentException("Not a valid upload id: '" + upload.id() + "'");
    }
    return folder;
  }

  private Path part(Upload upload, int number) {
    return folder(upload).resolve(String.format(Locale.ROOT, "%05d", number));
  }
}
