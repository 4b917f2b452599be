package dev.rondo.faults;

import dev.rondo.protocol.random.Draws;
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

  private PrivacySettings() {}

  /** The settings; empty if the schedule's job is not private. */
  static RawSettings of(long seed, String rule, int clients, int quorum, int rounds) {
    SplittableRandom random = new Draws(seed).of("privacy");
    if (!rule.equals("unweighted") || random.nextInt(2) == 0) {
      return RawSettings.empty();
    }
    int all = rounds + OTHER_ROUNDS;
    int coolDown = 1 + random.nextInt(Math.max(1, clients / quorum));
    int cap = Math.max((quorum * rounds + clients - 1) / clients, random.nextInt(1, all + 1));
    boolean blt = random.nextBoolean();
    String noise = new String[] {"0.5", "2"}[random.nextInt(2)];
    String epsilon = new String[] {"1000", "1000", "3", "8"}[random.nextInt(4)];
    RawSettings settings =
        RawSettings.empty()
            .with("privacy", blt ? "blt" : "gaussian", "schedule")
            .with("privacy_epsilon", epsilon, "schedule")
            .with("privacy_delta", "1e-5", "schedule")
            .with("privacy_noise", noise, "schedule")
            .with("privacy_cap", Integer.toString(cap), "schedule")
            .with("privacy_cool_down", Integer.toString(coolDown), "schedule")
            .with("clip_update_norm", random.nextBoolean() ? "1" : "4", "schedule")
            .with("max_update_norm", "0", "schedule");
    return blt ? settings.with("privacy_blt", all + BUFFERS, "schedule") : settings;
  }
}
