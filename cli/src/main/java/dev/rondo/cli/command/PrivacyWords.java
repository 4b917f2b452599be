package dev.rondo.cli.command;

import dev.rondo.cli.console.Text;
import dev.rondo.rounds.history.PrivacyAccount;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.job.JobFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The promise of differential privacy, what it assumes, and what it does not cover, in words. */
final class PrivacyWords {

  private PrivacyWords() {}

  static List<String> promise(PrivacyAccount account) {
    double epsilon = account.spent();
    return List.of(
        "Whoever sees every version of the model learns a limited amount about one client:",
        String.format(
            Locale.ROOT,
            "no observation is more than %.3g times as likely with its updates as without them,",
            Math.exp(epsilon)),
        "except with a probability of %s. This is (%s, %s)-differential privacy of a client."
            .formatted(
                PrivacyPlanText.shown(account.privacy().delta()),
                PrivacyFacts.epsilon(epsilon),
                PrivacyPlanText.shown(account.privacy().delta())));
  }

  static List<String> assumptions(JobConfig job, PrivacyAccount account) {
    List<String> all = new ArrayList<>();
    all.add(
        "a client is one id. Somebody with several ids is several clients: give each data owner one"
            + " id, with IAM and a roster (rondo job clients)");
    all.add(
        job.masking().isPresent()
            ? "the helper of secure aggregation adds the noise, and its account is not whoever"
                + " reads the versions: it could remove the noise from a version. The account of"
                + " the bucket sees no sum without noise"
            : "the AWS account of the bucket is trusted: updates are there without noise until they"
                + " expire, and control/noise.key stays secret");
    if (account.privacy().isSampled()) {
      all.add(
          "each client joined each round with the probability %s, independently and secretly. A simulation does this. This is not true of a deployment, because clients come when they like"
              .formatted(Text.number(job.get(JobFields.FRACTION))));
    } else {
      all.add(
          "the account does not depend on which clients take part, because"
              + " the number of contributions and their distance are limited");
    }
    all.add(
        "two data sets are compared in which one client's updates are replaced by zeros. Who took"
            + " part, and when, is not hidden");
    all.add(
        "this is not a simulation: a simulation derives its noise from the seed, and whoever knows"
            + " the seed can remove it");
    return all;
  }

  static List<String> limits() {
    return List.of(
        "test results on the server's own data, if they contain data of a client",
        "what a client tells others itself, such as logs of its own trainer",
        "other jobs: the budgets of several trainings on the same clients add up",
        "facts about a group that hold with or without one client");
  }
}
