package dev.rondo.functions.unmask;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.aws.key.KmsCipher;
import dev.rondo.functions.support.AwsFunction;
import dev.rondo.functions.support.JsonHandler;
import dev.rondo.functions.support.Log;
import dev.rondo.functions.support.MeteredStore;
import dev.rondo.functions.support.Surroundings;
import dev.rondo.privacy.masks.HelperKey;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.unmasking.HelperCheck;
import dev.rondo.unmasking.KeptHelperKey;
import dev.rondo.unmasking.Unmask;
import dev.rondo.unmasking.UnmaskFunction;
import dev.rondo.unmasking.Work;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The Lambda function of {@link Unmask}, in the helper's account. The account of the jobs calls it.
 * It decrypts the private key at its first call, so that no snapshot has it.
 *
 * <p>{@code {"check": true}} answers what keeps it from working ({@link HelperCheck}).
 */
public final class UnmaskHandler extends JsonHandler {

  /** Concurrent reads of seeds, which are small. */
  private static final int THREADS = 16;

  private final ObjectStore jobs;
  private final UnaryOperator<byte[]> decrypt;
  private final int minimum;
  private final Work work;
  private @Nullable HelperKey key;

  /** Called by Lambda. */
  public UnmaskHandler() {
    this(
        AwsFunction.start(
            UnmaskSettings.JOB_BUCKET,
            UnmaskSettings.HELPER_KEY_ARN,
            UnmaskSettings.HELPER_MINIMUM));
  }

  private UnmaskHandler(AwsFunction aws) {
    this(
        aws.surroundings(),
        aws.store(aws.get(UnmaskSettings.JOB_BUCKET)),
        KmsCipher.of(aws.clients(), aws.get(UnmaskSettings.HELPER_KEY_ARN), KeptHelperKey.CONTEXT)
            ::decrypt,
        aws.get(UnmaskSettings.HELPER_MINIMUM),
        work());
    if (AwsFunction.becomesSnapshot(System.getenv())) {
      UnmaskPriming.run(new SecureRandom());
    }
  }

  /**
   * @param jobs the bucket of the jobs
   * @param decrypt decrypts the helper's private key
   * @param minimum contributors of a sum at least
   */
  UnmaskHandler(
      Surroundings surroundings,
      ObjectStore jobs,
      UnaryOperator<byte[]> decrypt,
      int minimum,
      Work work) {
    super(surroundings);
    this.jobs = jobs;
    this.decrypt = decrypt;
    this.minimum = minimum;
    this.work = work;
  }

  /** Daemon threads that start with the first task. */
  private static Work work() {
    return new Work(
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "unmask");
              thread.setDaemon(true);
              return thread;
            }),
        Runtime.getRuntime().availableProcessors() + 1);
  }

  @Override
  protected JsonNode handle(JsonNode event, MeteredStore store, Log log) {
    if (event.path("check").asBoolean()) {
      HelperCheck check = HelperCheck.run(store, jobs, () -> key(store), minimum);
      check.problems().forEach(log::warn);
      return Json.tree(check);
    }
    JsonNode answer =
        UnmaskFunction.run(new Unmask(store, jobs, key(store), minimum, work), jobs, event);
    if (answer.has("refused")) {
      log.warn("Refused: " + answer.path("detail").asText());
    } else {
      log.info("Wrote " + answer.path("masks").asText());
    }
    return answer;
  }

  private HelperKey key(ObjectStore own) {
    HelperKey known = key;
    if (known == null) {
      Optional<KeptHelperKey> kept = KeptHelperKey.read(own);
      known =
          kept.orElseThrow(
                  () ->
                      new IllegalStateException(
                          "The helper has no key yet. Create it with rondo helper create-key."))
              .decrypted(decrypt);
      key = known;
    }
    return known;
  }
}
