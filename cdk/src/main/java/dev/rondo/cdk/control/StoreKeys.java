package dev.rondo.cdk.control;

import dev.rondo.protocol.store.KeyTemplate;
import java.util.Arrays;
import java.util.List;

/** Keys of the bucket as resources of an IAM policy. */
public final class StoreKeys {

  private StoreKeys() {}

  /** All keys of these kinds, as ARNs. */
  public static List<String> arns(String bucketArn, KeyTemplate... kinds) {
    return Arrays.stream(kinds).map(kind -> bucketArn + "/" + kind.pattern()).toList();
  }
}
