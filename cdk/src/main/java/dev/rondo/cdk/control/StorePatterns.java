package dev.rondo.cdk.control;

import java.util.Arrays;
import java.util.List;

/**
 * The keys of the bucket as permissions name them: {@code *} stands for the part that a job, a
 * round, a version or a client chooses. {@code KeyPatternsTest} holds them against ObjectKeys.
 */
public final class StorePatterns {

  public static final String JOB = "jobs/*/job.json";
  public static final String MODEL_CONFIGURATION = "jobs/*/model.json";
  public static final String LATEST = "jobs/*/latest.json";
  public static final String CARD = "jobs/*/models/*/card.json";
  public static final String EVALUATION = "jobs/*/models/*/evaluation.json";
  public static final String MODEL = "jobs/*/models/*/*.safetensors";
  public static final String PLAN = "jobs/*/rounds/*/plan.json";
  public static final String PLAYER = "jobs/*/rounds/*/player.json";
  public static final String SEATS = "jobs/*/rounds/*/seats.json";
  public static final String TOKEN = "jobs/*/rounds/*/token.json";
  public static final String CONTRIBUTORS = "jobs/*/rounds/*/contributors.json";
  public static final String CANDIDATES = "jobs/*/rounds/*/candidates.json";
  public static final String UPLOAD = "jobs/*/rounds/*/upload.json";
  public static final String SHARD = "jobs/*/rounds/*/shards/*.json";
  public static final String DISTANCES = "jobs/*/rounds/*/distances/*.json";
  public static final String RESULT = "jobs/*/rounds/*/result.json";
  public static final String UPDATES = "updates/*";
  public static final String PARTIALS = "partials/*";
  public static final String GROUP_SUMS = "partials/*/*/group-*.safetensors";
  public static final String REJECTIONS = "rejected/*";
  public static final String NONCE_KEY = "control/nonces.key";
  public static final String DATA = "data/*/*";
  public static final String TEST_DATA = "data/*/test.safetensors";
  public static final String CLAIM = "claims/*/*.json";

  private StorePatterns() {}

  /** These keys as ARNs. */
  public static List<String> in(String bucketArn, String... patterns) {
    return Arrays.stream(patterns).map(pattern -> bucketArn + "/" + pattern).toList();
  }
}
