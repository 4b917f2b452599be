package dev.rondo.rounds.job;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Guesses what a misspelt word was meant to be. */
final class Spelling {

  private static final int LONGEST = 40;

  private Spelling() {}

  /** The known word with the fewest edits, unless that is most of the word. */
  static Optional<String> closest(String word, List<String> known) {
    if (word.length() > LONGEST) {
      return Optional.empty();
    }
    return known.stream()
        .min(Comparator.comparingInt(candidate -> edits(word, candidate)))
        .filter(best -> edits(word, best) <= Math.max(2, word.length() / 3));
  }

  /** Levenshtein distance: insertions, deletions and replacements. */
  static int edits(String from, String to) {
    int[] above = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] row = new int[to.length() + 1];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = above[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(row[j - 1], above[j]));
      }
      above = row;
    }
    return above[to.length()];
  }
}
