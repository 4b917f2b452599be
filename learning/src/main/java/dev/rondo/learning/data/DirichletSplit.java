package dev.rondo.learning.data;

import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.random.Draws;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Labels unevenly spread, by a symmetric Dirichlet distribution: a small {@code alpha} gives each
 * client few labels, a large one is close to IID.
 *
 * <p>When all examples are shared out, each label's examples are divided over the clients by a draw
 * of its own (Yurochkin et al. 2019), and a client that got none takes one from the client that has
 * most. With a number of examples per client, each client's mixture of labels is a draw around the
 * data's own mixture (Hsu et al. 2019), renewed as labels run out.
 *
 * @param alpha concentration, above 0
 */
public record DirichletSplit(double alpha) implements Split {

  public DirichletSplit {
    if (!(alpha > 0) || Double.isInfinite(alpha)) {
      throw new InvalidInputException("alpha must be a number above 0");
    }
  }

  @Override
  public List<int[]> assign(Dataset train, int clients, int examplesPerClient, Draws draws) {
    SplitSupport.check(train, clients, examplesPerClient);
    SplittableRandom random = draws.of("split dirichlet");
    int[][] byLabel = SplitSupport.byLabel(train);
    for (int[] examples : byLabel) {
      SplitSupport.shuffle(examples, random);
    }
    return examplesPerClient == 0
        ? shareAll(byLabel, clients, random)
        : drawEach(byLabel, train.size(), clients, examplesPerClient, random);
  }

  private List<int[]> shareAll(int[][] byLabel, int clients, SplittableRandom random) {
    List<List<Integer>> assigned = new ArrayList<>();
    for (int client = 0; client < clients; client++) {
      assigned.add(new ArrayList<>());
    }
    double[] concentrations = new double[clients];
    Arrays.fill(concentrations, alpha);
    for (int[] examples : byLabel) {
      double[] shares = Dirichlet.draw(concentrations, random);
      double sum = 0;
      int start = 0;
      for (int client = 0; client < clients; client++) {
        sum += shares[client];
        int end = client == clients - 1 ? examples.length : cut(sum, examples.length);
        for (; start < end; start++) {
          assigned.get(client).add(examples[start]);
        }
      }
    }
    fillEmpty(assigned);
    return assigned.stream().map(own -> own.stream().mapToInt(i -> i).toArray()).toList();
  }

  private static int cut(double share, int length) {
    return (int) Math.min(length, Math.round(share * length));
  }

  private static void fillEmpty(List<List<Integer>> assigned) {
    for (List<Integer> own : assigned) {
      if (own.isEmpty()) {
        List<Integer> richest = assigned.get(0);
        for (List<Integer> other : assigned) {
          richest = other.size() > richest.size() ? other : richest;
        }
        own.add(richest.remove(richest.size() - 1));
      }
    }
  }

  private List<int[]> drawEach(
      int[][] byLabel, int size, int clients, int examplesPerClient, SplittableRandom random) {
    double[] concentrations =
        Arrays.stream(byLabel)
            .mapToDouble(own -> alpha * byLabel.length * own.length / size)
            .toArray();
    int[] taken = new int[byLabel.length];
    List<int[]> assigned = new ArrayList<>();
    for (int client = 0; client < clients; client++) {
      double[] mixture = Dirichlet.draw(concentrations, random);
      int[] own = new int[examplesPerClient];
      for (int k = 0; k < examplesPerClient; k++) {
        int label = drawLabel(mixture, byLabel, taken, random);
        own[k] = byLabel[label][taken[label]++];
      }
      assigned.add(own);
    }
    return assigned;
  }

  /** Draws a label that has examples left: by the mixture, or by what is left if it allows none. */
  private static int drawLabel(
      double[] mixture, int[][] byLabel, int[] taken, SplittableRandom random) {
    double[] weights =
        IntStream.range(0, mixture.length)
            .mapToDouble(label -> taken[label] < byLabel[label].length ? mixture[label] : 0)
            .toArray();
    double sum = Arrays.stream(weights).sum();
    if (!(sum > 0)) {
      Arrays.setAll(weights, label -> byLabel[label].length - taken[label]);
      sum = Arrays.stream(weights).sum();
    }
    double point = random.nextDouble() * sum;
    int last = 0;
    for (int label = 0; label < weights.length; label++) {
      if (weights[label] > 0) {
        last = label;
        point -= weights[label];
        if (point < 0) {
          break;
        }
      }
    }
    return last;
  }

  @Override
  public String toString() {
    return "dirichlet:" + alpha;
  }
}
