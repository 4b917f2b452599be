package dev.rondo.faults.service;

/**
 * What a run of a function computes with each number of an update that it reads. The processor is
 * that of the model of scale: 120 M additions, 800 M differences and 220 M exchanges of a sorting
 * network per second of a vCPU, and a function of 1,769 MB has one.
 *
 * @param added seconds to add a number to a sum, while others are read
 * @param compared seconds to compare it with those of other updates, while nothing is read
 * @param sideBySide whether the numbers of all updates are held at once
 */
public record Work(double added, double compared, boolean sideBySide) {

  private static final double MB_OF_A_VCPU = 1_769;

  /** Adds updates to a sum. */
  public static Work adding(int memoryMb) {
    return new Work(1 / (120e6 * share(memoryMb)), 0, false);
  }

  /** Sorts the numbers of so many updates. */
  public static Work sorting(int updates, int memoryMb) {
    double doublings = Math.ceil(Math.log(updates) / Math.log(2));
    double exchanges = doublings * doublings / 4 + 1;
    return new Work(1 / (120e6 * share(memoryMb)), exchanges / (220e6 * share(memoryMb)), true);
  }

  /** Measures the distances between each two of so many updates. */
  public static Work comparing(int updates, int memoryMb) {
    return new Work(0, (updates - 1) / 2.0 / (800e6 * share(memoryMb)), true);
  }

  private static double share(int memoryMb) {
    return Math.min(1, memoryMb / MB_OF_A_VCPU);
  }
}
