package dev.rondo.learning;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;

/**
 * The kernel with which OpenBLAS computes. OpenBLAS chooses it by the processor's model number and
 * mistakes some newer models for a processor of 2004. Rondo therefore chooses it by the processor's
 * instruction sets and sets the environment variable {@code OPENBLAS_CORETYPE}, unless the user has
 * set it.
 *
 * <p>Only for Linux on x86-64. On arm64 all kernels compute the products with the same code.
 */
public final class BlasKernel {

  /** What a kernel needs from the processor, in the words of {@code /proc/cpuinfo}. */
  private record Kernel(String name, Set<String> needs) {}

  /** The best first. OpenBLAS's Zen is its Haswell with another name, so AMD needs no other one. */
  private static final List<Kernel> KERNELS =
      List.of(
          new Kernel(
              "SkylakeX",
              Set.of(
                  "avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl", "avx2", "fma", "avx")),
          new Kernel("Haswell", Set.of("avx2", "fma", "avx")),
          new Kernel("Sandybridge", Set.of("avx")));

  private static final String SETTING = "OPENBLAS_CORETYPE";
  private static final String ONEDNN_LIMIT = "DNNL_MAX_CPU_ISA";
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  private BlasKernel() {}

  /**
   * The kernel in use, as OpenBLAS names it. Loads OpenBLAS.
   *
   * @return empty if it is unknown: another BLAS has been loaded, or JNA does not work here
   */
  public static Optional<String> inUse() {
    NativeSettings.loadBlas();
    Pointer name = Loader.addressof("openblas_get_corename");
    if (name == null) {
      return Optional.empty();
    }
    try {
      Function function = Function.getFunction(new com.sun.jna.Pointer(name.address()));
      return Optional.ofNullable(function.invokeString(new Object[0], false));
    } catch (LinkageError e) {
      return Optional.empty();
    }
  }

  /**
   * Tells OpenBLAS which kernel to use, and oneDNN not to use more instruction sets than the kernel
   * does. Has no effect on libraries that are already loaded. Can be called several times.
   */
  static void choose() {
    Optional<String> chosen = setByUser().or(() -> best(processor()));
    if (chosen.isEmpty()) {
      return;
    }
    try {
      setDefault(SETTING, chosen.get());
      if (chosen.get().equalsIgnoreCase("Haswell")) {
        setDefault(ONEDNN_LIMIT, "AVX2");
      }
    } catch (LinkageError e) {
      // JNA cannot load its library: OpenBLAS chooses.
    }
  }

  /** The user's own choice; an empty variable is none. */
  private static Optional<String> setByUser() {
    return Optional.ofNullable(System.getenv(SETTING)).filter(kernel -> !kernel.isBlank());
  }

  /**
   * The best kernel for a processor.
   *
   * @param cpuInfo the lines of {@code /proc/cpuinfo}, at least those of one processor
   * @return empty if OpenBLAS should choose
   */
  static Optional<String> best(List<String> cpuInfo) {
    Map<String, String> values = new HashMap<>();
    for (String line : cpuInfo) {
      String[] parts = line.split(":", 2);
      values.putIfAbsent(parts[0].strip(), parts[parts.length - 1].strip());
    }
    Set<String> flags = new HashSet<>(Arrays.asList(values.getOrDefault("flags", "").split(" ")));
    return KERNELS.stream()
        .filter(kernel -> flags.containsAll(kernel.needs()))
        .map(Kernel::name)
        .findFirst();
  }

  /** The lines of the first processor; none if this is not Linux. */
  static List<String> processor() {
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      return lines.takeWhile(line -> !line.isBlank()).toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /**
   * Sets a variable that is not set or empty, where native code sees it. Java's own copy stays as
   * it is.
   */
  private static void setDefault(String name, String value) {
    int overwrite = System.getenv().getOrDefault(name, "").isBlank() ? 1 : 0;
    NativeLibrary.getInstance("c")
        .getFunction("setenv")
        .invokeInt(new Object[] {name, value, overwrite});
  }
}
