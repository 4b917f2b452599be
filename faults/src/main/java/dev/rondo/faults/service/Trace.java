package dev.rondo.faults.service;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** What happened, step by step. The text is built only when it is read. */
public final class Trace {

  private final boolean recording;
  private final InstantSource clock;
  private final Instant start;
  private final List<String> lines = new ArrayList<>();
  private int steps;
  private Supplier<String> last = () -> "nothing";

  public Trace(boolean recording, InstantSource clock) {
    this.recording = recording;
    this.clock = clock;
    this.start = clock.instant();
  }

  /** Notes a step. */
  public void step(String who, Supplier<String> what) {
    steps++;
    last = () -> who + " " + what.get();
    if (recording) {
      lines.add(line());
    }
  }

  /** How many steps there have been. */
  public int steps() {
    return steps;
  }

  /** The last step as a line: number, seconds since the start, who, what. */
  public String line() {
    double seconds = Duration.between(start, clock.instant()).toMillis() / 1000.0;
    return String.format(Locale.ROOT, "%5d %10.3f s  %s", steps, seconds, last.get());
  }

  /** All steps, when they were recorded. */
  public List<String> lines() {
    return List.copyOf(lines);
  }
}
