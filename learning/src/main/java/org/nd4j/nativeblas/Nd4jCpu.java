package org.nd4j.nativeblas;

/**
 * Turns DL4J's oneDNN helpers on. Version 1.0.0-M2.1 asks {@code
 * org.nd4j.nativeblas.Nd4jCpu$Environment} by reflection whether oneDNN may be used, but ND4J has
 * moved that class; where it is not found, convolutions run five times slower and nothing says so.
 */
public final class Nd4jCpu {

  private Nd4jCpu() {}

  /** The two methods that DL4J's {@code BaseMKLDNNHelper} calls. */
  public static final class Environment {

    private Environment() {}

    public static Environment getInstance() {
      return new Environment();
    }

    /** Whether ND4J's own environment has oneDNN switched on. */
    public boolean isUseMKLDNN() {
      return org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu.Environment.getInstance().isUseONEDNN();
    }
  }
}
