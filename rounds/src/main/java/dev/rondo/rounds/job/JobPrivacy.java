package dev.rondo.rounds.job;

import dev.rondo.privacy.accounting.CorrelatedGaussian;
import dev.rondo.privacy.accounting.IndependentGaussian;
import dev.rondo.privacy.accounting.Mechanism;
import dev.rondo.privacy.accounting.Participation;
import dev.rondo.privacy.accounting.SampledGaussian;
import dev.rondo.protocol.round.Participations;
import dev.rondo.protocol.round.Privacy;
import dev.rondo.settings.Values;
import java.util.Optional;

/** The differential privacy of a job: its mechanism, its limits and its budget. */
public final class JobPrivacy {

  private final Values values;
  private final Mechanism mechanism;

  private JobPrivacy(Values values) {
    this.values = values;
    this.mechanism = mechanism(values);
  }

  /** Empty if the job has no differential privacy. */
  static Optional<JobPrivacy> of(Values values) {
    return PrivacyRules.isPrivate(values) ? Optional.of(new JobPrivacy(values)) : Optional.empty();
  }

  private static Mechanism mechanism(Values values) {
    double noise = values.get(JobFields.PRIVACY_NOISE);
    if (PrivacyRules.isSampled(values)) {
      return new SampledGaussian(noise, values.get(JobFields.FRACTION));
    }
    Participation participation = PrivacyRules.participation(values);
    return values.get(JobFields.PRIVACY) == PrivacyMechanism.GAUSSIAN
        ? new IndependentGaussian(noise, participation)
        : new CorrelatedGaussian(
            noise, PrivacyRules.blt(values.get(JobFields.PRIVACY_BLT)), participation);
  }

  /** How noise is added, and what it costs. */
  public Mechanism mechanism() {
    return mechanism;
  }

  /** Whether clients are a Poisson sample, so that the account holds in a simulation only. */
  public boolean isSampled() {
    return PrivacyRules.isSampled(values);
  }

  /** The largest epsilon that all releases together may spend. */
  public double epsilon() {
    return values.get(JobFields.PRIVACY_EPSILON);
  }

  public double delta() {
    return values.get(JobFields.PRIVACY_DELTA);
  }

  /** Epsilon of a number of releases together. */
  public double spent(int releases) {
    return mechanism.epsilon(releases, delta());
  }

  /** Whether the budget and the mechanism allow this number of releases. */
  public boolean allows(int releases) {
    return releases <= most() && spent(releases) <= epsilon();
  }

  /**
   * How many releases the budget allows.
   *
   * @return the releases that a BLT is made for, or a million, if the caps of the clients bound
   *     what is spent
   */
  public int releases() {
    int most = most();
    int fits = 0;
    int above = 1;
    while (allows(above)) {
      fits = above;
      above = above > most / 2 ? most + 1 : 2 * above;
    }
    if (fits == most) {
      return most;
    }
    while (above - fits > 1) {
      int middle = fits + (above - fits) / 2;
      if (allows(middle)) {
        fits = middle;
      } else {
        above = middle;
      }
    }
    return fits;
  }

  /** The releases that the mechanism is made for. */
  private int most() {
    BltBuffers design = values.get(JobFields.PRIVACY_BLT);
    return design.releases() > 0 ? design.releases() : JobKinds.MILLION;
  }

  /** The next release of the job, for its plan. */
  public Privacy next(Participations before) {
    int release = before.releases() + 1;
    BltBuffers design = values.get(JobFields.PRIVACY_BLT);
    return new Privacy(
        mechanism.noiseMultiplier(),
        values.get(JobFields.QUORUM),
        values.get(JobFields.PRIVACY_CAP),
        values.get(JobFields.PRIVACY_COOL_DOWN),
        design.buffers(),
        rounding(design),
        release,
        before.last(),
        spent(release),
        epsilon(),
        delta());
  }

  /**
   * Half a step for the numbers of a client. With correlated noise, the part of the noise that
   * comes from earlier releases is rounded in each release, too. That moves the noise that an
   * observer infers by up to one step for each number and release, which counts in units of the
   * sensitivity.
   */
  private double rounding(BltBuffers design) {
    return mechanism instanceof CorrelatedGaussian correlated
        ? 0.5
            + Math.sqrt(design.releases())
                / correlated.blt().sensitivity(design.releases(), correlated.participation())
        : 0.5;
  }
}
