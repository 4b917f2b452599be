package dev.rondo.learning.data;

import dev.rondo.protocol.input.InvalidInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** What the splits share. */
final class SplitSupport {

  private SplitSupport() {}

  static void check(Dataset train, int clients, int examplesPerClient) {
    if (clients < 1 || examplesPerClient < 0) {
      throw new InvalidInputException(
          "A split needs at least 1 client and no negative number of examples per client");
    }
    long needed = (long) clients * Math.max(1, examplesPerClient);
    if (needed > train.size()) {
      throw new InvalidInputException(
          String.format(
              "%s clients with %s examples each need %s examples, there are %s; use fewer of"
                  + " either",
              clients, Math.max(1, examplesPerClient), needed, train.size()));
    }
  }

  static int[] indices(int size) {
    return IntStream.range(0, size).toArray();
  }

  /** Fisher and Yates's shuffle. */
  static void shuffle(int[] values, SplittableRandom random) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int value = values[i];
      values[i] = values[j];
      values[j] = value;
    }
  }

  /** Cuts into parts whose sizes differ by at most one. */
  static List<int[]> parts(int[] values, int count) {
    List<int[]> parts = new ArrayList<>(count);
    for (int part = 0; part < count; part++) {
      int start = (int) ((long) values.length * part / count);
      int end = (int) ((long) values.length * (part + 1) / count);
      parts.add(Arrays.copyOfRange(values, start, end));
    }
    return parts;
  }

  /** The examples of each label, in the data's order. */
  static int[][] byLabel(Dataset data) {
    int[] counts = new int[data.classes()];
    for (int i = 0; i < data.size(); i++) {
      counts[data.label(i)]++;
    }
    int[][] byLabel = new int[counts.length][];
    Arrays.setAll(byLabel, label -> new int[counts[label]]);
    int[] next = new int[counts.length];
    for (int i = 0; i < data.size(); i++) {
      int label = data.label(i);
      byLabel[label][next[label]++] = i;
    }
    return byLabel;
  }

  static int[] sortedByLabel(Dataset data) {
    return Arrays.stream(byLabel(data)).flatMapToInt(Arrays::stream).toArray();
  }

  static int[] presentLabels(int[][] byLabel) {
    return IntStream.range(0, byLabel.length).filter(label -> byLabel[label].length > 0).toArray();
  }

  /** Some of a client's examples: drawn, then in their old order. */
  static int[] limit(int[] own, int examples, int client, SplittableRandom random) {
    if (examples == 0) {
      return own;
    }
    if (own.length < examples) {
      throw new InvalidInputException(
          String.format(
              "client %s gets %s examples by this split, fewer than the %s asked for",
              client, own.length, examples));
    }
    int[] order = indices(own.length);
    shuffle(order, random);
    int[] chosen = Arrays.copyOf(order, examples);
    Arrays.sort(chosen);
    return Arrays.stream(chosen).map(i -> own[i]).toArray();
  }
}
