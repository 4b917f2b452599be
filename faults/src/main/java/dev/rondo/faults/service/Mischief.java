package dev.rondo.faults.service;

import dev.rondo.protocol.random.Draws;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Decides where faults strike. Each kind has its own random numbers, so that leaving one out does
 * not change the draws of the others.
 */
public final class Mischief {

  private final Map<Fault, SplittableRandom> draws = new EnumMap<>(Fault.class);
  private final Map<Fault, Double> rates = new EnumMap<>(Fault.class);
  private final Selection selection;
  private final InstantSource clock;
  private final Instant quietFrom;
  private final List<Struck> struck = new ArrayList<>();
  private int numbers;

  /**
   * A fault that happened.
   *
   * @param number in its schedule, from 0
   * @param at the call or message that it affects
   */
  public record Struck(int number, Fault fault, String at) {}

  /**
   * @param quietFrom from then on nothing goes wrong any more, so that all must come to an end
   */
  public Mischief(long seed, Selection selection, InstantSource clock, Instant quietFrom) {
    this.selection = selection;
    this.clock = clock;
    this.quietFrom = quietFrom;
    SplittableRandom which = new Draws(seed).of("faults");
    double share =
        0.7 * which.nextDouble(); // Few kinds at once, or many: each finds what the other hides.
    double strength = which.nextInt(8) == 0 ? 3 : 0.8;
    for (Fault fault : Fault.values()) {
      draws.put(fault, new Draws(seed).of("fault " + fault.name()));
      boolean may = which.nextDouble() < share;
      double rate = fault.rate() * strength * (0.25 + which.nextDouble());
      rates.put(fault, may ? Math.min(0.9, rate) : 0);
    }
  }

  /** Whether this kind of fault strikes here and now. */
  public boolean strikes(Fault fault, String at) {
    double rate = rates.getOrDefault(fault, 0.0);
    if (rate == 0 || draws(fault).nextDouble() >= rate || !clock.instant().isBefore(quietFrom)) {
      return false;
    }
    int number = numbers++;
    if (!selection.allows(fault, number)) {
      return false;
    }
    struck.add(new Struck(number, fault, at));
    return true;
  }

  /** The random numbers of a kind of fault, for how it strikes. */
  public SplittableRandom draws(Fault fault) {
    return draws.computeIfAbsent(fault, f -> new SplittableRandom(0));
  }

  /** What has happened so far, in order. */
  public List<Struck> struck() {
    return List.copyOf(struck);
  }
}
