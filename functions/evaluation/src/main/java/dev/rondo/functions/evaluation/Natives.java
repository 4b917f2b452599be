package dev.rondo.functions.evaluation;

import dev.rondo.functions.support.AwsFunction;
import dev.rondo.learning.NativeSettings;
import java.nio.file.Path;

/**
 * Sets up the native libraries for Lambda, where only the folder for temporary files is writable.
 */
final class Natives {

  private static final String CACHE = "org.bytedeco.javacpp.cachedir";

  private Natives() {}

  /**
   * Sets the folder to which the libraries are unpacked, and loads them if a snapshot is being
   * taken, where the seconds are not billed to a call. Otherwise a model loads what it needs, which
   * is only BLAS for dense layers.
   *
   * @return what the function has for evaluations
   */
  static Capacity start() {
    if (System.getProperty(CACHE) == null) {
      String temporary = System.getProperty("java.io.tmpdir", "/tmp");
      System.setProperty(CACHE, Path.of(temporary, "javacpp").toString());
    }
    if (AwsFunction.becomesSnapshot(System.getenv())) {
      NativeSettings.loadNd4j();
    }
    return Capacity.of(System.getenv(), Runtime.getRuntime());
  }
}
