package dev.rondo.aws.store;

/** S3 says entity tags in quotes here and without them in events; Rondo has them without. */
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
