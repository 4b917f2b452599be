package dev.rondo.learning;

import org.bytedeco.openblas.presets.openblas_nolapack;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Settings of the native libraries: one BLAS thread for each trainer, because clients train
 * concurrently and another number of threads adds up in another order, which changes bits; the
 * {@link BlasKernel} for this processor; and oneDNN for convolutions. A property that the user has
 * set is not changed.
 *
 * <p>The launcher and the test runner also set {@code OMP_NUM_THREADS=1}, the only setting that
 * takes effect before Java code runs.
 */
public final class NativeSettings {

  private NativeSettings() {}

  /** Sets the properties before the libraries load. Can be called several times. */
  public static void apply() {
    BlasKernel.choose();
    setDefault("org.eclipse.deeplearning4j.helpers.disable", "false");
    setDefault("org.nd4j.log.initialization", "false");
    setDefault("org.nd4j.versioncheck", "false");
    setDefault("org.deeplearning4j.crash.reporting.enabled", "false");
  }

  /** Loads OpenBLAS, and nothing else, with one thread. */
  public static void loadBlas() {
    apply();
    openblas_nolapack.blas_set_num_threads(1);
  }

  /**
   * Loads ND4J with one thread. Call it on every thread that computes, because OpenMP keeps the
   * number of threads for each of them.
   */
  public static void loadNd4j() {
    loadBlas();
    Nd4j.getExecutioner(); // Chooses the backend, without which there are no native operations.
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
  }

  private static void setDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
