package dev.rondo.aws.store;

/**
 * Converts entity tags: S3 quotes them in responses but not in events; Rondo stores them without
 * quotes.
 */
final class ETags {

  private ETags() {}

  static String plain(String etag) {
    return etag.length() >= 2 && etag.startsWith("\"") && etag.endsWith("\"")
        ? etag.substring(1, etag.length() - 1)
        : etag;
  }

  static String quoted(String etag) {
    return '"' + plain(etag) + '"';
  }
}
