package dev.rondo.cli.command;

import dev.rondo.cli.console.Text;
import dev.rondo.protocol.model.Release;
import dev.rondo.protocol.round.Privacy;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.job.JobFields;
import dev.rondo.rounds.job.JobPrivacy;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Differential privacy in words, for lists of facts. */
final class PrivacyFacts {

  /** Exit code of a training that ended because its privacy budget is spent. */
  static final int BUDGET_SPENT = 3;

  private static final MathContext UP = new MathContext(3, RoundingMode.CEILING);

  private PrivacyFacts() {}

  /** A value of epsilon as people read it; rounded up, so that it promises no more than holds. */
  static String epsilon(double epsilon) {
    return PrivacyPlanText.shown(epsilon, UP);
  }

  static String of(Privacy privacy) {
    return "%s, release %s, epsilon %s of %s (delta %s)"
        .formatted(
            privacy.mechanism(),
            privacy.release(),
            epsilon(privacy.spent()),
            Text.number(privacy.epsilon()),
            PrivacyPlanText.shown(privacy.delta()));
  }

  static String of(Release release) {
    return "%s, release %s, epsilon %s so far (delta %s)"
        .formatted(
            release.mechanism(),
            release.number(),
            epsilon(release.spent()),
            PrivacyPlanText.shown(release.delta()));
  }

  /** What a job promises before its first round. */
  static String of(JobConfig job, JobPrivacy privacy) {
    return "%s, epsilon %s (delta %s) for %s rounds; noise %s x clip %s; a client contributes %s"
        .formatted(
            job.get(JobFields.PRIVACY),
            Text.number(privacy.epsilon()),
            PrivacyPlanText.shown(privacy.delta()),
            job.rounds(),
            String.format(Locale.ROOT, "%.4g", privacy.mechanism().noiseMultiplier()),
            Text.number(job.clipUpdateNorm()),
            privacy.isSampled()
                ? "when it is drawn (poisson)"
                : "at most %s times, %s rounds apart"
                    .formatted(
                        job.get(JobFields.PRIVACY_CAP), job.get(JobFields.PRIVACY_COOL_DOWN)));
  }
}
