package dev.rondo.faults.invariant;

import dev.rondo.protocol.round.Plan;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.job.JobConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The version that a round must produce from its decision, by plain arithmetic on what the clients
 * really sent. It shares no code with what it checks.
 */
final class Reference {

  private final Uploads uploads;
  private final NoiseReference noise;
  private final JobConfig config;
  private final Map<Integer, Expected> versions = new HashMap<>();

  /** A version: its parameters, and the velocity of the server's momentum. */
  record Expected(float[] parameters, double[] velocity) {}

  Reference(Uploads uploads, NoiseReference noise, JobConfig config) {
    this.noise = noise;
    this.uploads = uploads;
    this.config = config;
  }

  /**
   * The version that a round makes of these contributors.
   *
   * @param digest of the decision, on which noise depends
   */
  Expected version(Plan plan, List<Contributor> contributors, String digest) {
    double[] update = combined(plan, contributors, digest);
    Expected base =
        versions.getOrDefault(
            plan.baseVersion(), new Expected(new float[update.length], new double[update.length]));
    Expected next = new Expected(new float[update.length], new double[update.length]);
    for (int i = 0; i < update.length; i++) {
      next.velocity[i] = config.serverMomentum() * base.velocity[i] + update[i];
      next.parameters[i] =
          (float) (base.parameters[i] + config.serverLearningRate() * next.velocity[i]);
    }
    versions.put(plan.round(), next);
    return next;
  }

  private double[] combined(Plan plan, List<Contributor> contributors, String digest) {
    int length = plan.layout().parameterCount();
    int cut = (int) (config.aggregation().parameter() * contributors.size());
    int middle = (contributors.size() - 1) / 2;
    return switch (config.aggregation().kind()) {
      case MEDIAN -> ranks(plan, contributors, middle);
      case TRIMMED_MEAN -> ranks(plan, contributors, cut);
      case WEIGHTED, UNWEIGHTED, MULTI_KRUM -> {
        double[] mean =
            plan.secureAggregation().isPresent()
                ? uploads.unmasked(plan, contributors, length)
                : uploads.sum(plan, contributors, length);
        double weight = contributors.stream().mapToDouble(c -> uploads.weight(plan, c)).sum();
        if (plan.privacy().isPresent()) {
          double[] drawn = noise.of(plan, plan.privacy().get(), contributors, digest);
          for (int i = 0; i < length; i++) {
            mean[i] = Uploads.wrapped(plan, mean[i] + drawn[i]);
          }
          weight = config.quorum();
        }
        for (int i = 0; i < length; i++) {
          mean[i] /= weight;
        }
        yield mean;
      }
    };
  }

  /** The mean of each coordinate's values without so many of the smallest and of the largest. */
  private double[] ranks(Plan plan, List<Contributor> contributors, int without) {
    double[] out = new double[plan.layout().parameterCount()];
    List<float[]> updates = contributors.stream().map(c -> uploads.clipped(plan, c)).toList();
    for (int i = 0; i < out.length; i++) {
      int at = i;
      out[i] =
          updates.stream()
              .mapToDouble(update -> update[at])
              .sorted()
              .skip(without)
              .limit(contributors.size() - 2L * without)
              .average()
              .orElseThrow();
    }
    return out;
  }

  /** What is wrong with multi-Krum's choice among the candidates, if anything is. */
  Optional<String> krumFault(Plan plan, List<Contributor> candidates, List<Contributor> kept) {
    int hostile = (int) config.aggregation().parameter();
    double worstKept = 0;
    double bestDropped = Double.MAX_VALUE;
    List<float[]> updates = candidates.stream().map(c -> uploads.clipped(plan, c)).toList();
    Set<Contributor> keptOnes = Set.copyOf(kept);
    for (int i = 0; i < candidates.size(); i++) {
      double score = krumScore(updates, updates.get(i), hostile);
      if (keptOnes.contains(candidates.get(i))) {
        worstKept = Math.max(worstKept, score);
      } else {
        bestDropped = Math.min(bestDropped, score);
      }
    }
    // Either of two equal scores may win, because rounding can make them unequal.
    return kept.size() == candidates.size() - hostile
            && candidates.containsAll(kept)
            && worstKept <= bestDropped * (1 + 1e-9)
        ? Optional.empty()
        : Optional.of(kept + " of " + candidates + ": " + worstKept + " over " + bestDropped);
  }

  private static double krumScore(List<float[]> all, float[] one, int hostile) {
    return all.stream()
        .filter(other -> other != one)
        .mapToDouble(other -> squaredDistance(one, other))
        .sorted()
        .limit(all.size() - hostile - 2L)
        .sum();
  }

  private static double squaredDistance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = (double) a[i] - b[i];
      sum += difference * difference;
    }
    return sum;
  }
}
