package dev.rondo.emulator;

import dev.rondo.rounds.cost.Requests;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The requests to a bucket in the log of the emulator, in their order. It has them with {@code
 * LOG_LEVEL=DEBUG}. Each has its method, the bucket and the key, which is empty for a listing.
 */
record S3Requests(List<MatchResult> all) {

  /** Such as {@code PUT /bucket/key -> service=s3}. */
  private static final Pattern REQUEST =
      Pattern.compile("(GET|HEAD|PUT|POST|DELETE) /([^/ ]*)/?(\\S*) -> service=s3 ");

  S3Requests {
    all = List.copyOf(all);
  }

  static S3Requests to(String bucket, Cloud cloud) {
    return new S3Requests(
        cloud.emulator().linesWith("service=s3").stream()
            .flatMap(line -> REQUEST.matcher(line).results())
            .filter(request -> request.group(2).equals(bucket))
            .toList());
  }

  int count() {
    return all.size();
  }

  /** Those after the first ones. */
  S3Requests after(int first) {
    return new S3Requests(all.subList(first, all.size()));
  }

  long puts(String prefix) {
    return all.stream()
        .filter(request -> request.group(1).equals("PUT") && request.group(3).startsWith(prefix))
        .count();
  }

  /** As S3 charges for them. */
  Requests inKinds() {
    long lists = all.stream().filter(request -> request.group(3).isEmpty()).count();
    long gets =
        all.stream().filter(request -> request.group(1).matches("GET|HEAD")).count() - lists;
    return new Requests(all.size() - gets - lists, gets, lists, 0);
  }

  /** What was asked for, for a failed assertion. */
  @Override
  public String toString() {
    return all.stream().map(MatchResult::group).toList().toString();
  }
}
