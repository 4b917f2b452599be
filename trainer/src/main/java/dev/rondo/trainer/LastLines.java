package dev.rondo.trainer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The last lines of a log, which is read to its end. Its memory is bounded. */
final class LastLines {

  private static final int LINES = 20;
  private static final int LINE_CHARACTERS = 500;
  private static final int TURN_MILLISECONDS = 100;
  private static final int MOST_TURNS = 5;

  private final Deque<String> lines = new ArrayDeque<>();
  private final StringBuilder line = new StringBuilder();
  private long characters;

  /** Reads a log until it ends. */
  void read(InputStream log) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(log, StandardCharsets.UTF_8))) {
      char[] part = new char[8192];
      for (int count = reader.read(part); count >= 0; count = reader.read(part)) {
        add(part, count);
      }
    } catch (IOException e) {
      // The process has ended.
    }
  }

  private synchronized void add(char[] part, int count) {
    characters += count;
    for (int i = 0; i < count; i++) {
      if (part[i] == '\n') {
        endLine();
      } else if (line.length() < LINE_CHARACTERS) {
        line.append(part[i]);
      }
    }
  }

  private void endLine() {
    String text = Answer.printable(line.toString()).stripTrailing();
    line.setLength(0);
    if (!text.isEmpty()) {
      lines.addLast(text);
      if (lines.size() > LINES) {
        lines.removeFirst();
      }
    }
  }

  /**
   * Waits until nothing has come for a moment: what a process has logged before its answer may
   * still be on its way here.
   */
  synchronized void settle() {
    try {
      long before = -1;
      for (int turn = 0; turn < MOST_TURNS && before != characters; turn++) {
        before = characters;
        wait(TURN_MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The lines so far, without empty ones and without control characters. */
  synchronized List<String> lines() {
    List<String> all = new ArrayList<>(lines);
    String last = Answer.printable(line.toString()).strip();
    if (!last.isEmpty()) {
      all.add(last);
    }
    return all;
  }
}
