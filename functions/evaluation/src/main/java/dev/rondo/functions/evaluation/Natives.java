package dev.rondo.functions.evaluation;

import dev.rondo.functions.support.AwsFunction;
import dev.rondo.learning.NativeSettings;
import java.nio.file.Path;

/**
 * The native libraries, as a function has to have them: only its folder for temporary files can be
 * written.
 */
final class Natives {

  private static final String CACHE = "org.bytedeco.javacpp.cachedir";

  private Natives() {}

  /**
   * Sets where the libraries unpack to, and loads them when a snapshot is being made: there the
   * seconds that it takes are nobody's. Otherwise a model loads what it needs, which for dense
   * layers is BLAS alone.
   *
   * @return how many threads can evaluate at the same time
   */
  static int start() {
    if (System.getProperty(CACHE) == null) {
      String temporary = System.getProperty("java.io.tmpdir", "/tmp");
      System.setProperty(CACHE, Path.of(temporary, "javacpp").toString());
    }
    if (AwsFunction.becomesSnapshot(System.getenv())) {
      NativeSettings.loadNd4j();
    }
    return Runtime.getRuntime().availableProcessors();
  }
}
