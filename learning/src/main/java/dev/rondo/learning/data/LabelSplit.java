package dev.rondo.learning.data;

import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.random.Draws;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Every client has examples of exactly {@code perClient} labels (kubeFL's {@code n_label}). Labels
 * are handed out evenly, and a label's examples in equal parts to the clients that have it.
 *
 * @param perClient labels a client
 */
public record LabelSplit(int perClient) implements Split {

  public LabelSplit {
    if (perClient < 1) {
      throw new InvalidInputException("a client needs at least 1 label");
    }
  }

  @Override
  public List<int[]> assign(Dataset train, int clients, int examplesPerClient, Draws draws) {
    SplitSupport.check(train, clients, examplesPerClient);
    SplittableRandom random = draws.of("split labels");
    int[][] byLabel = SplitSupport.byLabel(train);
    int[] present = SplitSupport.presentLabels(byLabel);
    if (perClient > present.length) {
      throw new InvalidInputException(
          String.format(
              "labels:%1$s needs %1$s different labels, but the data has %2$s",
              perClient, present.length));
    }
    if (examplesPerClient > 0 && examplesPerClient < perClient) {
      throw new InvalidInputException(
          String.format("%s labels need at least as many examples per client", perClient));
    }
    int[][] labels = chooseLabels(present, clients, random);
    int[] holders = new int[byLabel.length];
    for (int[] own : labels) {
      for (int label : own) {
        holders[label]++;
      }
    }
    for (int label : present) {
      SplitSupport.shuffle(byLabel[label], random);
    }
    return examplesPerClient == 0
        ? shareAll(labels, byLabel, holders)
        : takeEach(labels, byLabel, examplesPerClient);
  }

  /** Each client takes the labels with the fewest holders so far; ties are drawn. */
  private int[][] chooseLabels(int[] present, int clients, SplittableRandom random) {
    int[] used = new int[present.length];
    int[][] chosen = new int[clients][perClient];
    for (int[] own : chosen) {
      int[] order = SplitSupport.indices(present.length);
      SplitSupport.shuffle(order, random);
      List<Integer> candidates = new ArrayList<>(Arrays.stream(order).boxed().toList());
      candidates.sort((a, b) -> Integer.compare(used[a], used[b]));
      for (int k = 0; k < perClient; k++) {
        int position = candidates.get(k);
        used[position]++;
        own[k] = present[position];
      }
    }
    return chosen;
  }

  private static List<int[]> shareAll(int[][] labels, int[][] byLabel, int[] holders) {
    List<List<int[]>> parts = new ArrayList<>();
    for (int label = 0; label < byLabel.length; label++) {
      if (holders[label] > byLabel[label].length) {
        throw new InvalidInputException(
            String.format(
                "label %s has %s examples for %s clients; use fewer clients or fewer labels each",
                label, byLabel[label].length, holders[label]));
      }
      parts.add(
          holders[label] == 0 ? List.of() : SplitSupport.parts(byLabel[label], holders[label]));
    }
    int[] next = new int[byLabel.length];
    List<int[]> assigned = new ArrayList<>();
    for (int[] own : labels) {
      assigned.add(
          Arrays.stream(own)
              .flatMap(label -> Arrays.stream(parts.get(label).get(next[label]++)))
              .toArray());
    }
    return assigned;
  }

  private List<int[]> takeEach(int[][] labels, int[][] byLabel, int examplesPerClient) {
    int[] taken = new int[byLabel.length];
    List<int[]> assigned = new ArrayList<>();
    for (int[] own : labels) {
      int[] examples = new int[examplesPerClient];
      int filled = 0;
      for (int k = 0; k < perClient; k++) {
        int label = own[k];
        int share = examplesPerClient / perClient + (k < examplesPerClient % perClient ? 1 : 0);
        if (taken[label] + share > byLabel[label].length) {
          throw new InvalidInputException(
              String.format(
                  "label %s has %s examples, too few for %s clients with %s examples of %s labels;"
                      + " use fewer clients or examples",
                  label, byLabel[label].length, labels.length, examplesPerClient, perClient));
        }
        System.arraycopy(byLabel[label], taken[label], examples, filled, share);
        taken[label] += share;
        filled += share;
      }
      assigned.add(examples);
    }
    return assigned;
  }

  @Override
  public String toString() {
    return "labels:" + perClient;
  }
}
