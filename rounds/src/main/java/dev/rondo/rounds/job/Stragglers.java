package dev.rondo.rounds.job;

import dev.rondo.settings.Numbers;

/**
 * Clients that are slower than the rest, for simulations.
 *
 * @param fraction the share of clients that are slow, 0 to 1
 * @param factor how many times longer they take, 1 to 1,000,000
 */
public record Stragglers(double fraction, double factor) {

  /** Nobody is slow. */
  public static final Stragglers NONE = new Stragglers(0, 1);

  public Stragglers {
    if (!(fraction >= 0 && fraction <= 1) || !(factor >= 1 && factor <= JobKinds.MILLION)) {
      throw new IllegalArgumentException(
          "stragglers must be a fraction from 0 to 1 and a factor from 1 to 1000000, but is "
              + fraction
              + " and "
              + factor);
    }
  }

  /** As configuration writes it: {@code 0.2:10}, or {@code none}. */
  public String text() {
    return equals(NONE) ? "none" : Numbers.text(fraction) + ":" + Numbers.text(factor);
  }
}
