package dev.rondo.cli.push;

import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.store.StoredObject;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** Compares an object with local bytes, by its ETag if possible. */
final class SameContent {

  private final ObjectStore store;

  SameContent(ObjectStore store) {
    this.store = store;
  }

  boolean check(ObjectInfo there, Content content) {
    if (there.size() != content.size()) {
      return false;
    }
    // The ETag of an object that was not uploaded in parts is its MD5.
    if (there.etag().replace("\"", "").equals(digest("MD5", content))) {
      return true;
    }
    Optional<StoredObject> found = store.get(there.key());
    return found.isPresent()
        && digest("SHA-256", content(found.get())).equals(digest("SHA-256", content));
  }

  private static Content content(StoredObject found) {
    return new Content() {
      @Override
      public long size() {
        return found.info().size();
      }

      @Override
      public void writeTo(OutputStream out) throws IOException {
        try (found) {
          found.body().transferTo(out);
        }
      }
    };
  }

  private static String digest(String algorithm, Content content) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
        content.writeTo(out);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Missing digest algorithm " + algorithm, e);
    } catch (IOException e) {
      throw new StoreException("Cannot compare an existing object: " + e.getMessage(), e);
    }
  }
}
