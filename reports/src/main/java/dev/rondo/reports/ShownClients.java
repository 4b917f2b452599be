package dev.rondo.reports;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The clients that a plot and TensorBoard show one by one. More than a thousand lines cannot be
 * told apart, and TensorBoard cannot open as many runs. Tables and means contain all clients.
 */
final class ShownClients {

  static final int MOST = 1_000;

  private ShownClients() {}

  /** The rows of the first clients, by round and id. Later rounds do not change who is first. */
  static List<ClientRow> of(List<ClientRow> clients) {
    Set<String> first =
        clients.stream()
            .sorted(Comparator.comparingInt(ClientRow::round).thenComparing(ClientRow::client))
            .map(ClientRow::client)
            .distinct()
            .limit(MOST)
            .collect(Collectors.toSet());
    return clients.stream().filter(row -> first.contains(row.client())).toList();
  }
}
