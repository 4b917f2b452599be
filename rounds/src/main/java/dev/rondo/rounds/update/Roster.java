package dev.rondo.rounds.update;

import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.rounds.scale.RoundLimits;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The clients that may contribute to a job: ids, or patterns in which {@code *} stands for any
 * characters.
 *
 * @param clients ids and patterns
 */
public record Roster(List<String> clients) {

  /** Entries of a roster, at most. */
  public static final int MAX_ENTRIES = RoundLimits.MAX_ROSTER_ENTRIES;

  /** Entries with a pattern, at most: each client is compared with each of them. */
  public static final int MAX_PATTERNS = RoundLimits.MAX_ROSTER_PATTERNS;

  private static final Pattern ENTRY = Pattern.compile("[A-Za-z0-9_.:=,@*-]{1,193}");
  private static final Pattern ASTERISKS = Pattern.compile("\\*+");

  /** Admits all clients. */
  public static final Roster EVERYBODY = new Roster(List.of("*"));

  public Roster {
    clients = List.copyOf(clients);
    if (clients.isEmpty() || clients.size() > MAX_ENTRIES) {
      throw new InvalidInputException(
          "A roster must have 1 to " + MAX_ENTRIES + " entries, but has " + clients.size());
    }
    long patterns = clients.stream().filter(Roster::isPattern).count();
    if (patterns > MAX_PATTERNS) {
      throw new InvalidInputException(
          "A roster must have at most "
              + MAX_PATTERNS
              + " patterns with *, but has "
              + patterns
              + ". List ids, or use shorter patterns.");
    }
    for (String client : clients) {
      if (!ENTRY.matcher(client).matches()) {
        throw new InvalidInputException(
            "An entry of a roster must be 1 to 193 characters of A-Z, a-z, 0-9, _.:=,@- and *, but"
                + " is \""
                + client
                + "\"");
      }
    }
  }

  /**
   * Reads a roster: one id or pattern on each line. Empty lines and lines that begin with {@code #}
   * are ignored.
   *
   * @throws InvalidInputException if a line is not valid, or there are none or too many
   */
  public static Roster parse(Stream<String> lines) {
    List<String> clients =
        lines
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .distinct()
            .limit(MAX_ENTRIES + 1L)
            .toList();
    return new Roster(clients);
  }

  /** Whether a client may contribute. Prepared once for many questions. */
  public Predicate<String> admits() {
    Set<String> ids = new HashSet<>();
    List<String[]> patterns = new ArrayList<>();
    for (String client : clients) {
      if (isPattern(client)) {
        patterns.add(ASTERISKS.split(client, -1));
      } else {
        ids.add(client);
      }
    }
    return client ->
        ids.contains(client) || patterns.stream().anyMatch(pieces -> fits(pieces, client));
  }

  private static boolean isPattern(String client) {
    return client.indexOf('*') >= 0;
  }

  /** Takes each piece between asterisks at its first place, so the time is linear in the id. */
  private static boolean fits(String[] pieces, String client) {
    String last = pieces[pieces.length - 1];
    if (!client.startsWith(pieces[0])) {
      return false;
    }
    int at = pieces[0].length();
    for (int i = 1; i < pieces.length - 1; i++) {
      int found = client.indexOf(pieces[i], at);
      if (found < 0) {
        return false;
      }
      at = found + pieces[i].length();
    }
    return client.length() - last.length() >= at && client.endsWith(last);
  }
}
