package dev.rondo.benchmarks;

import dev.rondo.local.DirectoryStore;
import dev.rondo.privacy.accounting.Blt;
import dev.rondo.protocol.model.Release;
import dev.rondo.protocol.round.NoiseBuffer;
import dev.rondo.protocol.round.Privacy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * An attack on trainings in which a client, the canary, takes part or not. The attacker knows the
 * canary's update u, the settings of the job, and every version, but neither the other clients'
 * updates nor the secret of the noise. It scores a training by
 *
 * <pre>
 * sum_t (C y)_t (C x)_t / |C x|,   y_t = &lt;m (version_t - version_(t-1)), u&gt; / clip
 * </pre>
 *
 * with x_t = 1 in the canary's rounds, else 0, m the denominator, and C the matrix that correlates
 * the noise of releases (the identity for independent noise). This is the likelihood ratio of the
 * two hypotheses, up to the noise of the other clients: no score separates them better. The canary
 * adds |C x|, the signal, to it.
 *
 * <p>Arguments: repetitions, seed, and the name of one case, or none for all. Prints one line of
 * JSON for each case, with the scores of all repetitions. In the cases "one run", all clients of
 * one round are canaries, and a score is the cosine of the version's step and a canary's update
 * (Andrew et al., "One-shot empirical privacy estimation for federated learning", ICLR 2024).
 */
public final class MembershipScores {

  private static final int PARAMETERS = 1_000;
  private static final int QUORUM = 4;
  private static final int CANARIES = 200;
  private static final int PARAMETERS_OF_ONE_RUN = 20_000;
  private static final double CLIP = 1;

  /** Longer than the clip norm, so that the bound on the canary is the server's. */
  private static final double LENGTH = 10;

  private final DirectoryStore store;
  private final long seed;
  private int jobs;

  private MembershipScores(DirectoryStore store, long seed) {
    this.store = store;
    this.seed = seed;
  }

  /**
   * A case.
   *
   * @param rounds of the training
   * @param canary the rounds in which the canary takes part
   * @param settings of the job
   */
  private record Case(
      String name, int rounds, List<Integer> canary, Map<String, String> settings) {}

  public static void main(String[] args) throws IOException {
    int repetitions = Integer.parseInt(args[0]);
    Path folder = Files.createTempDirectory("rondo-membership");
    DirectoryStore store = new DirectoryStore(folder);
    try {
      MembershipScores scores = new MembershipScores(store, Long.parseLong(args[1]));
      for (Case each : cases()) {
        if (args.length < 3 || each.name().equals(args[2])) {
          System.out.println(
              each.name().startsWith("one run")
                  ? scores.oneRun(each)
                  : scores.repeated(each, repetitions));
        }
      }
    } finally {
      EmptyRound.delete(folder);
    }
  }

  private static List<Case> cases() {
    return List.of(
        new Case("one round, none", 1, List.of(1), settings("none", 0, 1)),
        new Case("one round, gaussian", 1, List.of(1), settings("gaussian", 1, 1)),
        new Case("one round, gaussian", 1, List.of(1), settings("gaussian", 4, 1)),
        new Case("six rounds, none", 6, List.of(1, 4), settings("none", 0, 6)),
        new Case("six rounds, gaussian", 6, List.of(1, 4), settings("gaussian", 2, 6)),
        new Case("six rounds, blt", 6, List.of(1, 4), settings("blt", 2, 6)),
        new Case("six rounds, blt", 6, List.of(1, 4), settings("blt", 8, 6)),
        new Case("one run, none", 1, List.of(1), settings("none", 0, 1)),
        new Case("one run, gaussian", 1, List.of(1), settings("gaussian", 1, 1)),
        new Case("one run, gaussian", 1, List.of(1), settings("gaussian", 4, 1)));
  }

  private static Map<String, String> settings(String privacy, int epsilon, int rounds) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("clients", "100");
    settings.put("fraction", "0.04");
    settings.put("rounds", Integer.toString(rounds));
    settings.put("aggregation", "unweighted");
    settings.put("evaluate_every", "0");
    settings.put("client_evaluation", "false");
    settings.put("clip_update_norm", Double.toString(CLIP));
    if (!privacy.equals("none")) {
      settings.put("privacy", privacy);
      settings.put("privacy_epsilon", Integer.toString(epsilon));
      settings.put("privacy_delta", "0.00001");
      settings.put("privacy_cool_down", "3");
    }
    return settings;
  }

  /** The scores of trainings with the canary, and of as many without. */
  private String repeated(Case of, int repetitions) {
    double[] with = new double[repetitions];
    double[] without = new double[repetitions];
    String release = "";
    double signal = 0;
    for (int i = 0; i < repetitions; i++) {
      SplittableRandom random = new SplittableRandom(31 * seed + i);
      float[] canary = direction(random, PARAMETERS, LENGTH);
      AuditedJob in = job(of, random, PARAMETERS);
      with[i] = score(of, in, canary, true, random.split());
      release = release(in, of.rounds());
      signal = signal(of, in);
      in.delete();
      AuditedJob out = job(of, random, PARAMETERS);
      without[i] = score(of, out, canary, false, random.split());
      out.delete();
    }
    return line(of, release, signal, with, without);
  }

  private AuditedJob job(Case of, SplittableRandom random, int parameters) {
    byte[] secret = new byte[32];
    random.nextBytes(secret);
    return new AuditedJob(store, "audit" + jobs++, of.settings(), parameters, secret);
  }

  private static double score(
      Case of, AuditedJob job, float[] canary, boolean takesPart, SplittableRandom random) {
    double[] released = new double[of.rounds()];
    for (int round = 1; round <= of.rounds(); round++) {
      boolean due = of.canary().contains(round);
      Map<String, float[]> updates = new LinkedHashMap<>();
      for (int other = due ? 1 : 0; other < QUORUM; other++) {
        updates.put("r%s-%s".formatted(round, other), direction(random, PARAMETERS, 1));
      }
      if (due && takesPart) {
        updates.put("canary", canary);
      }
      released[round - 1] = product(job.round(round, updates), canary) / (CLIP * LENGTH);
    }
    double[] c = coefficients(job, of.rounds());
    return product(applied(c, released), applied(c, present(of))) / signal(of, job);
  }

  private static double[] present(Case of) {
    double[] present = new double[of.rounds()];
    of.canary().forEach(round -> present[round - 1] = 1);
    return present;
  }

  /** |C x|: what the canary adds to the score. */
  private static double signal(Case of, AuditedJob job) {
    double[] signal = applied(coefficients(job, of.rounds()), present(of));
    return Math.sqrt(product(signal, signal));
  }

  private static double[] coefficients(AuditedJob job, int rounds) {
    List<NoiseBuffer> buffers = job.plan(1).privacy().map(Privacy::buffers).orElse(List.of());
    if (buffers.isEmpty()) {
      double[] identity = new double[rounds];
      identity[0] = 1;
      return identity;
    }
    return new Blt(
            buffers.stream().map(NoiseBuffer::decay).toList(),
            buffers.stream().map(NoiseBuffer::weight).toList())
        .coefficients(rounds);
  }

  /** The product of a lower-triangular Toeplitz matrix and a vector. */
  private static double[] applied(double[] coefficients, double[] vector) {
    double[] result = new double[vector.length];
    for (int t = 0; t < result.length; t++) {
      for (int s = 0; s <= t; s++) {
        result[t] += coefficients[t - s] * vector[s];
      }
    }
    return result;
  }

  /** Cosines with canaries that took part in one round, and with as many that did not. */
  private String oneRun(Case of) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, String> settings = new TreeMap<>(of.settings());
    settings.put("clients", Integer.toString(5 * CANARIES));
    settings.put("fraction", "0.2");
    Case many = new Case(of.name(), 1, of.canary(), settings);
    AuditedJob job = job(many, random, PARAMETERS_OF_ONE_RUN);
    Map<String, float[]> updates = new TreeMap<>();
    for (int i = 0; i < CANARIES; i++) {
      updates.put("canary" + i, direction(random, PARAMETERS_OF_ONE_RUN, LENGTH));
    }
    double[] released = job.round(1, updates);
    double length = Math.sqrt(product(released, released));
    double scale = Math.sqrt(PARAMETERS_OF_ONE_RUN) / (length * LENGTH);
    double[] with =
        updates.values().stream().mapToDouble(u -> product(released, u) * scale).toArray();
    double[] without = new double[CANARIES];
    for (int i = 0; i < CANARIES; i++) {
      float[] absent = direction(random, PARAMETERS_OF_ONE_RUN, LENGTH);
      without[i] = product(released, absent) * scale;
    }
    String line = line(of, release(job, 1), 0, with, without);
    job.delete();
    return line;
  }

  /** A direction that is uniform on the sphere, as a vector of a length. */
  private static float[] direction(SplittableRandom random, int parameters, double length) {
    double[] numbers = new double[parameters];
    Arrays.setAll(numbers, i -> random.nextGaussian());
    double scale = length / Math.sqrt(product(numbers, numbers));
    float[] direction = new float[parameters];
    for (int i = 0; i < parameters; i++) {
      direction[i] = (float) (scale * numbers[i]);
    }
    return direction;
  }

  private static double product(double[] one, double[] other) {
    double product = 0;
    for (int i = 0; i < one.length; i++) {
      product += one[i] * other[i];
    }
    return product;
  }

  private static double product(double[] one, float[] other) {
    double product = 0;
    for (int i = 0; i < one.length; i++) {
      product += one[i] * other[i];
    }
    return product;
  }

  /**
   * The epsilon in the manifest of the last version, with delta and z, as members of a JSON object.
   */
  private static String release(AuditedJob job, int version) {
    return job.manifest(version).release().map(MembershipScores::text).orElse("");
  }

  private static String text(Release release) {
    return "\"epsilon\": %s, \"delta\": %s, \"z\": %s, "
        .formatted(release.spent(), release.delta(), release.noiseMultiplier());
  }

  private static String line(
      Case of, String release, double signal, double[] with, double[] without) {
    return "{\"name\": \"%s\", %s\"signal\": %s, \"with\": %s, \"without\": %s}"
        .formatted(of.name(), release, signal, list(with), list(without));
  }

  private static String list(double[] numbers) {
    return DoubleStream.of(numbers)
        .mapToObj(number -> String.format(Locale.ROOT, "%.6g", number))
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
