package dev.rondo.rounds.parts;

import dev.rondo.protocol.model.ModelLayout.Stretch;
import dev.rondo.protocol.model.Role;
import dev.rondo.protocol.round.AggregationRule;
import dev.rondo.protocol.round.Plan;
import dev.rondo.rounds.aggregation.Accumulator;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.privacy.ReleaseNoise;
import dev.rondo.rounds.rule.CoordinateRules;
import java.util.Arrays;
import java.util.List;

/**
 * Combines many updates into one, a block of numbers at a time: {@link #begin}, {@link #add} for
 * each update in order, {@link #finish}.
 */
interface Combiner {

  /** Numbers of each update that it takes at a time, at most. */
  int most();

  void begin(int length);

  /**
   * Takes numbers of the next update, as its file has them.
   *
   * @param stretches the roles of the numbers, counted from the first one here
   */
  void add(int update, byte[] bytes, List<Stretch> stretches);

  /**
   * The numbers of the one update, to be divided by {@link #weight} except those of {@link
   * Role#MAX}; valid until the next begin.
   */
  double[] finish(int length);

  /** By which its numbers have to be divided. */
  double weight();

  /**
   * The combiner for a round and these contributors.
   *
   * @param length numbers of the part
   */
  static Combiner of(Plan plan, List<Contributor> contributors, Reads reads, int length) {
    if (plan.secureAggregation().isPresent()) {
      return new Masked(contributors.size(), Math.min(length, reads.numbers()));
    }
    AggregationRule rule = plan.aggregation();
    double step = ReleaseNoise.step(plan);
    int sideBySide = Math.min(length, reads.numbersOfEach(contributors.size()));
    return switch (rule.kind()) {
      // Multi-Krum has chosen by now: what is left is the mean.
      case WEIGHTED, UNWEIGHTED, MULTI_KRUM ->
          new Mean(contributors, step, Math.min(length, reads.numbers()));
      case MEDIAN -> new SideBySide(contributors, sideBySide, CoordinateRules::median);
      case TRIMMED_MEAN ->
          new SideBySide(
              contributors,
              sideBySide,
              (rows, count, out) ->
                  CoordinateRules.trimmedMean(rows, count, rule.parameter(), out));
    };
  }

  /** A rule by which one update after the other goes into a sum. */
  abstract class Summing implements Combiner {

    final Accumulator sum;
    private final double weight;

    Summing(Accumulator sum, double weight) {
      this.sum = sum;
      this.weight = weight;
    }

    @Override
    public int most() {
      return sum.sum().length;
    }

    @Override
    public void begin(int length) {
      Arrays.fill(sum.sum(), 0, length, 0);
    }

    @Override
    public double[] finish(int length) {
      return sum.sum();
    }

    @Override
    public double weight() {
      return weight;
    }
  }

  /** The weighted mean. */
  final class Mean extends Summing {

    private final List<Contributor> contributors;

    Mean(List<Contributor> contributors, double step, int most) {
      super(
          new Accumulator(most, step),
          contributors.stream().mapToDouble(Contributor::weight).sum());
      this.contributors = contributors;
    }

    @Override
    public void add(int update, byte[] bytes, List<Stretch> stretches) {
      Contributor contributor = contributors.get(update);
      for (Stretch stretch : stretches) {
        double weight = contributor.weight(stretch.role());
        Numbers.add(bytes, stretch, weight, sum);
      }
    }
  }

  /** The sum of masked integers, from which the masks are still to be subtracted. */
  final class Masked extends Summing {

    Masked(int contributors, int most) {
      super(new Accumulator(most), contributors);
    }

    @Override
    public void add(int update, byte[] bytes, List<Stretch> stretches) {
      for (Stretch stretch : stretches) {
        if (stretch.role().isUploaded()) {
          Numbers.addMasked(bytes, stretch, sum);
        }
      }
    }
  }

  /** A rule that looks at all updates' numbers side by side. */
  final class SideBySide implements Combiner {

    /** The rule. */
    interface Rule {
      void combine(float[][] rows, int length, double[] out);
    }

    private final List<Contributor> contributors;
    private final Rule rule;
    private final float[][] rows;
    private final double[] out;

    SideBySide(List<Contributor> contributors, int most, Rule rule) {
      this.contributors = contributors;
      this.rule = rule;
      this.out = new double[most];
      this.rows = new float[contributors.size()][most];
    }

    @Override
    public int most() {
      return out.length;
    }

    @Override
    public void begin(int length) {
      // Every row is overwritten.
    }

    @Override
    public void add(int update, byte[] bytes, List<Stretch> stretches) {
      float[] row = rows[update];
      for (Stretch stretch : stretches) {
        if (!stretch.role().isUploaded()) {
          Arrays.fill(row, stretch.from(), stretch.to(), 0); // Updates leave it out.
          continue;
        }
        int length = stretch.to() - stretch.from();
        Numbers.floats(bytes, stretch.from(), row, stretch.from(), length);
        double clip = contributors.get(update).clip(stretch.role());
        for (int i = stretch.from(); clip != 1 && i < stretch.to(); i++) {
          row[i] = (float) (clip * row[i]);
        }
      }
    }

    @Override
    public double[] finish(int length) {
      rule.combine(rows, length, out);
      return out;
    }

    @Override
    public double weight() {
      return 1;
    }
  }
}
