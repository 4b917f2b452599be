package dev.rondo.simulation;

import dev.rondo.learning.data.DirichletSplit;
import dev.rondo.learning.data.IidSplit;
import dev.rondo.learning.data.LabelSplit;
import dev.rondo.learning.data.ShardSplit;
import dev.rondo.learning.data.Split;
import dev.rondo.rounds.job.SplitRule;

/** The splits of data that a job's configuration can name. */
public final class Splits {

  private Splits() {}

  /** The split of a rule. */
  public static Split of(SplitRule rule) {
    return switch (rule.kind()) {
      case IID -> new IidSplit();
      case SHARDS -> new ShardSplit((int) rule.parameter());
      case LABELS -> new LabelSplit((int) rule.parameter());
      case DIRICHLET -> new DirichletSplit(rule.parameter());
    };
  }
}
