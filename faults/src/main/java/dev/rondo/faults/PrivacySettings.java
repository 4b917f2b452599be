package dev.rondo.faults;

import dev.rondo.protocol.random.Draws;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.settings.Numbers;
import dev.rondo.settings.RawSettings;
import java.util.SplittableRandom;

/**
 * Differential privacy of some schedules whose updates weigh the same: with both mechanisms, with
 * and without limits on participation, and some with a budget that does not suffice.
 */
final class PrivacySettings {

  /** Rounds of a schedule beside those of its job: one that is abandoned, and a last one. */
  private static final int OTHER_ROUNDS = 2;

  /** Two buffers, with so many digits that no number is half a grid step by chance. */
  private static final String BUFFERS =
      " 0.9137561829374517/0.3071462918374653 0.4219876512398761/0.1973612345987121";

  /** More than any schedule spends. */
  private static final double AMPLE = 1000;

  private PrivacySettings() {}

  /**
   * The job of a schedule: the one that the settings describe, or the same one with privacy.
   *
   * @param settings with these clients, quorum and rounds
   */
  static JobConfig job(
      long seed, RawSettings settings, String rule, int clients, int quorum, int rounds) {
    SplittableRandom random = new Draws(seed).of("privacy");
    if (!rule.equals("unweighted") || random.nextInt(2) == 0) {
      return JobConfig.of(settings);
    }
    int all = rounds + OTHER_ROUNDS;
    int coolDown = 1 + random.nextInt(Math.max(1, clients / quorum));
    int cap = Math.max((quorum * rounds + clients - 1) / clients, random.nextInt(1, all + 1));
    boolean blt = random.nextBoolean();
    RawSettings limits =
        RawSettings.empty()
            .with("privacy", blt ? "blt" : "gaussian", "schedule")
            .with("privacy_delta", "1e-5", "schedule")
            .with("privacy_noise", random.nextBoolean() ? "0.5" : "2", "schedule")
            .with("privacy_cap", Integer.toString(cap), "schedule")
            .with("privacy_cool_down", Integer.toString(coolDown), "schedule")
            .with("privacy_blt", blt ? all + BUFFERS : "", "schedule")
            .with("clip_update_norm", random.nextBoolean() ? "1" : "4", "schedule")
            .with("max_update_norm", "0", "schedule");
    JobConfig ample = withBudget(settings.merge(limits), AMPLE);
    // Half of the budgets pay for some of the releases only, but for one at least.
    int paid = random.nextBoolean() ? all : random.nextInt(1, all);
    return withBudget(
        settings.merge(limits), ample.differentialPrivacy().orElseThrow().spent(paid));
  }

  private static JobConfig withBudget(RawSettings settings, double epsilon) {
    return JobConfig.of(settings.with("privacy_epsilon", Numbers.text(epsilon), "schedule"));
  }
}
