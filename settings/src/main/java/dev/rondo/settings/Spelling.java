package dev.rondo.settings;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Guesses which known word a misspelt word stands for. */
public final class Spelling {

  private static final int LONGEST = 40;

  private Spelling() {}

  /** The known word with the fewest edits, unless that is more than a third of the word. */
  public static Optional<String> closest(String word, Collection<String> known) {
    Optional<String> closest = Optional.empty();
    int fewest = Math.max(2, word.length() / 3) + 1;
    for (String candidate : word.length() > LONGEST ? List.<String>of() : known) {
      if (Math.abs(candidate.length() - word.length()) < fewest) {
        int edits = edits(word, candidate);
        if (edits < fewest) {
          fewest = edits;
          closest = Optional.of(candidate);
        }
      }
    }
    return closest;
  }

  /** The closest known word as a question that follows a sentence; empty if none is close. */
  public static String question(String word, Collection<String> known) {
    return closest(word, known).map(close -> " Did you mean \"" + close + "\"?").orElse("");
  }

  /** Levenshtein distance: insertions, deletions and replacements. */
  static int edits(String from, String to) {
    int[] above = new int[to.length() + 1];
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = above[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(row[j - 1], above[j]));
      }
      int[] next = above;
      above = row;
      row = next;
    }
    return above[to.length()];
  }
}
