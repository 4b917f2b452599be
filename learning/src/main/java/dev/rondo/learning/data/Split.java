package dev.rondo.learning.data;

import dev.rondo.protocol.random.Draws;
import java.util.List;
import java.util.Locale;

/**
 * Divides training examples among clients. Every split gives each example to at most one client and
 * at least one example to every client, and depends only on the labels and the seed.
 */
public sealed interface Split permits IidSplit, ShardSplit, LabelSplit, DirichletSplit {

  /** The forms that {@link #parse} accepts. */
  String FORMS = "iid, shards:N, labels:N or dirichlet:ALPHA";

  /**
   * Assigns examples to clients.
   *
   * @param train the examples
   * @param clients the number of clients, at least 1
   * @param examplesPerClient how many examples each client gets; 0 shares out all of them
   * @param draws the job's random numbers
   * @return the indices of each client's examples
   * @throws IllegalArgumentException if there are not enough examples
   */
  List<int[]> assign(Dataset train, int clients, int examplesPerClient, Draws draws);

  /** Reads {@code iid}, {@code shards:2}, {@code labels:3} or {@code dirichlet:0.5}. */
  static Split parse(String text) {
    String[] parts = text.strip().toLowerCase(Locale.ROOT).split(":", 2);
    String argument = parts.length == 2 ? parts[1] : "";
    try {
      return switch (parts[0]) {
        case "iid" -> {
          if (parts.length == 2) {
            throw new IllegalArgumentException("iid takes no number");
          }
          yield new IidSplit();
        }
        case "shards" -> new ShardSplit(Integer.parseInt(argument));
        case "labels" -> new LabelSplit(Integer.parseInt(argument));
        case "dirichlet" -> new DirichletSplit(Double.parseDouble(argument));
        default -> throw new IllegalArgumentException("no such split");
      };
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "Split \"" + text + "\": \"" + argument + "\" is not a number; use " + FORMS, e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Split \"" + text + "\": " + e.getMessage() + "; use " + FORMS, e);
    }
  }
}
