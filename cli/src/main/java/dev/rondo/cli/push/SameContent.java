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

/** Whether an object holds certain bytes, without reading it if its tag tells. */
final class SameContent {

  private final ObjectStore store;

  SameContent(ObjectStore store) {
    this.store = store;
  }

  boolean check(ObjectInfo there, Content content) {
    if (there.size() != content.size()) {
      return false;
    }
    // Of an object that was put in one piece, S3's tag is the MD5.
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
      throw new IllegalStateException("Every Java has " + algorithm, e);
    } catch (IOException e) {
      throw new StoreException("Could not compare what is there: " + e.getMessage(), e);
    }
  }
}
