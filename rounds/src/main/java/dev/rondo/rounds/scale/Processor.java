package dev.rondo.rounds.scale;

/**
 * What one vCPU of a function computes in a second. {@code benchmarks/rules/run} measures the same
 * figures on one core of any machine. Those here are about a fifth of what an Intel Xeon with
 * AVX-512 and Java 17 computed (docs/benchmarks.md), because the vectors of Lambda's arm64 cores
 * are a quarter as wide. Noise has no vectors, and counts with two thirds.
 *
 * @param numbersASecond numbers of updates that are validated and added to a sum
 * @param differencesASecond differences between numbers of two updates that are squared and added
 * @param exchangesASecond comparisons of two numbers when columns of updates are sorted
 * @param noiseASecond numbers of discrete Gaussian noise that are drawn; {@code
 *     benchmarks/noise/run} measures the same
 */
public record Processor(
    double numbersASecond,
    double differencesASecond,
    double exchangesASecond,
    double noiseASecond) {

  /** MB of memory with which a Lambda function has one vCPU; less memory has a smaller share. */
  static final double MB_OF_A_VCPU = 1_769;

  public Processor {
    if (!(numbersASecond > 0)
        || !(differencesASecond > 0)
        || !(exchangesASecond > 0)
        || !(noiseASecond > 0)) {
      throw new IllegalArgumentException("The speeds of a processor must be positive");
    }
  }

  /** A vCPU of Lambda, with a margin. */
  public static Processor lambda() {
    return new Processor(120e6, 800e6, 220e6, 7e6);
  }

  /** Seconds in which one thread of a function adds so many numbers of updates to a sum. */
  double foldSeconds(double numbers, int memoryMb) {
    return numbers / (numbersASecond * shareOfOneThread(memoryMb));
  }

  /** Seconds in which one thread of a function draws so many numbers of noise. */
  double noiseSeconds(double numbers, int memoryMb) {
    return numbers / (noiseASecond * shareOfOneThread(memoryMb));
  }

  /** Seconds in which all threads of a function measure so many differences. */
  double differenceSeconds(double differences, int memoryMb) {
    return differences / (differencesASecond * memoryMb / MB_OF_A_VCPU);
  }

  /** Seconds in which one thread of a function sorts so many columns of so many updates. */
  double sortSeconds(double columns, int updates, int memoryMb) {
    double doublings = 32 - Integer.numberOfLeadingZeros(Math.max(1, updates - 1));
    double exchanges = updates * (doublings * doublings / 4 + 1);
    return columns * exchanges / (exchangesASecond * shareOfOneThread(memoryMb));
  }

  /** The share of a vCPU that one thread of a function has. */
  static double shareOfOneThread(int memoryMb) {
    return Math.min(1, memoryMb / MB_OF_A_VCPU);
  }
}
