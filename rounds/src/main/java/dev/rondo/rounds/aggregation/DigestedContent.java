package dev.rondo.rounds.aggregation;

import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.Digest;
import java.io.IOException;
import java.io.OutputStream;

/** Content that remembers the digest of its last writing. */
public final class DigestedContent implements Content {

  private final Content content;
  private String sha256 = "";

  public DigestedContent(Content content) {
    this.content = content;
  }

  @Override
  public long size() {
    return content.size();
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    Digest digest = new Digest();
    try (OutputStream through = digest.through(out)) {
      content.writeTo(through);
    }
    sha256 = digest.hex();
  }

  /** SHA-256, in hexadecimal; empty before the first writing. */
  public String sha256() {
    return sha256;
  }
}
