package dev.rondo.cdk.settings;

import dev.rondo.rounds.scale.Workers;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Settings of the control stack.
 *
 * @param emulator whether it is deployed to an emulator of AWS instead of AWS
 * @param emulatorTimeoutSeconds how long a round waits there: the emulator cannot compute it
 * @param logRetentionDays days after which log lines go
 * @param updateRetentionDays days after which client updates, partial aggregates and rejections go
 * @param foldMemoryMb memory of a worker, which holds one model in F64 beside what streams in
 * @param foldConcurrency workers at the same time, at most
 * @param foldBatchSize events that a worker takes at once, at most
 * @param foldBatchWindowSeconds seconds that a batch is gathered for
 * @param aggregateMemoryMb memory of the master
 * @param evaluateMemoryMb memory of the evaluation
 * @param evaluateTmpMb its disk, where DL4J unpacks its native libraries
 * @param alarmEmail who is told of alarms
 * @param roundOverdueMinutes minutes without the end of any round, while some have begun, that are
 *     an alarm
 */
public record ControlSettings(
    boolean emulator,
    int emulatorTimeoutSeconds,
    int logRetentionDays,
    int updateRetentionDays,
    int foldMemoryMb,
    int foldConcurrency,
    int foldBatchSize,
    int foldBatchWindowSeconds,
    int aggregateMemoryMb,
    int evaluateMemoryMb,
    int evaluateTmpMb,
    Optional<String> alarmEmail,
    int roundOverdueMinutes) {

  /** What CloudWatch Logs offers. */
  private static final List<Integer> RETENTIONS =
      List.of(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653);

  private static final Pattern EMAIL = Pattern.compile("[^@\\s,]+@[^@\\s,]+\\.[^@\\s,]+");
  private static final int LEAST_MB = 512;
  private static final int MOST_MB = 10_240;

  static ControlSettings from(Values values) {
    int modelMb = values.integer("largest_model_mb", 100, 1, 10_000);
    Workers workers = Workers.forModel(modelMb * 1_000_000L);
    ControlSettings settings =
        new ControlSettings(
            values.flag("emulator", false),
            values.integer("emulator_timeout_seconds", 600, 1, 86_400),
            values.oneOf("log_retention_days", 30, RETENTIONS),
            values.integer("update_retention_days", 7, 1, 3650),
            values.integer("fold_memory_mb", 512, LEAST_MB, MOST_MB),
            values.integer("fold_concurrency", workers.concurrency(), 2, 1000),
            values.integer("fold_batch_size", workers.batch(), 1, 10_000),
            values.integer("fold_batch_window_seconds", workers.windowSeconds(), 0, 300),
            values.integer("aggregate_memory_mb", 1024, LEAST_MB, MOST_MB),
            values.integer("evaluate_memory_mb", 3008, 1024, MOST_MB),
            values.integer("evaluate_tmp_mb", 1024, 512, MOST_MB),
            values.optional("alarm_email", EMAIL, "an e-mail address"),
            values.integer("round_overdue_minutes", 60, 5, 1440));
    values.rule(
        settings.emulator() || !values.isGiven("emulator_timeout_seconds"),
        "emulator_timeout_seconds",
        "is for the emulator alone: on AWS a round's own deadline counts; remove it");
    values.rule(
        settings.foldBatchSize() <= 10 || settings.foldBatchWindowSeconds() >= 1,
        "fold_batch_size",
        "above 10 needs a fold_batch_window_seconds of 1 or more");
    values.rule(
        Workers.isInTime(settings.foldBatchSize(), modelMb * 1_000_000L),
        "fold_batch_size",
        "is more than a worker reads of a largest_model_mb of %d in %d s: take %d"
            .formatted(modelMb, Workers.MOST_SECONDS, workers.batch()));
    return settings;
  }
}
