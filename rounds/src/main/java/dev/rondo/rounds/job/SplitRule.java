package dev.rondo.rounds.job;

import dev.rondo.settings.Numbers;
import java.util.Locale;

/**
 * How a simulation splits the training data among its clients, written {@code iid}, {@code
 * shards:N}, {@code labels:N} or {@code dirichlet:A}.
 *
 * @param kind the rule
 * @param parameter N or A; 0 for a rule that has none
 */
public record SplitRule(Kind kind, double parameter) {

  /** The rules. */
  public enum Kind {
    /** Random examples for every client. */
    IID,
    /** Sorted by label and cut up, N pieces per client (McMahan et al. 2017, section 3). */
    SHARDS,
    /** Examples of N labels for every client, as in kubeFL. */
    LABELS,
    /** Uneven mixtures of labels (Hsu et al. 2019); the smaller A, the more uneven. */
    DIRICHLET
  }

  public static final SplitRule IID = new SplitRule(Kind.IID, 0);

  /** The rule as configuration writes it. */
  public String text() {
    String name = kind.name().toLowerCase(Locale.ROOT);
    return kind == Kind.IID ? name : name + ":" + Numbers.text(parameter);
  }

  @Override
  public String toString() {
    return text();
  }
}
