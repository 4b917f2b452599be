package dev.rondo.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.rondo.protocol.testing.ChildJvm;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlasKernelTest {

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("processors")
  void theKernelIsTheBestThatTheProcessorCanRun(String name, String kernel, List<String> lines) {
    assertThat(BlasKernel.best(lines).orElse("none")).isEqualTo(kernel);
  }

  @ParameterizedTest
  @ValueSource(strings = {"avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"})
  void aVirtualMachineThatHidesPartOfAvx512GetsTheKernelBelow(String hidden) {
    assertThat(BlasKernel.best(emeraldRapidsWithout(hidden))).contains("Haswell");
  }

  @Test
  void aVirtualMachineThatHidesFusedMultiplyAddGetsTheKernelBelow() {
    assertThat(BlasKernel.best(emeraldRapidsWithout("fma"))).contains("Sandybridge");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "flags", "flags:", ": avx2", "flags : AVX2 FMA AVX"})
  void linesWithoutFlagsLeaveTheChoiceToOpenBlas(String line) {
    assertThat(BlasKernel.best(List.of(line))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"mcmahan-2nn", "mcmahan-cnn", "nd4j"})
  void noKernelBelowThisProcessorIsUsed(String first) throws Exception {
    String used = kernelOf(first, Map.of());

    assertThat(used).isNotEqualTo("unknown");
    BlasKernel.best(BlasKernel.processor())
        .ifPresent(best -> assertThat(used).isEqualToIgnoringCase(best));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " "})
  void anEmptySettingIsNoneAndRondoChooses(String empty) throws Exception {
    assertThat(kernelOf("mcmahan-2nn", Map.of("OPENBLAS_CORETYPE", empty)))
        .isEqualTo(kernelOf("mcmahan-2nn", Map.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mcmahan-2nn", "mcmahan-cnn", "nd4j"})
  void theUsersOwnKernelWins(String first) throws Exception {
    assumeTrue(System.getProperty("os.arch", "").equals("amd64"), "a kernel of x86-64");

    assertThat(kernelOf(first, Map.of("OPENBLAS_CORETYPE", "Prescott"))).isEqualTo("Prescott");
  }

  private static String kernelOf(String first, Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        ChildJvm.builder(NameKernel.class, List.of("-Xmx256m"), first).redirectErrorStream(true);
    builder.environment().remove("OPENBLAS_CORETYPE");
    builder.environment().putAll(environment);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said.lines()
        .filter(line -> line.startsWith("kernel "))
        .map(line -> line.substring("kernel ".length()))
        .findFirst()
        .orElseThrow(() -> new AssertionError(said));
  }

  private static List<String> emeraldRapidsWithout(String flag) {
    return processors()
        .map(Arguments::get)
        .filter(values -> values[0].toString().contains("Emerald Rapids"))
        .map(values -> String.join("\n", lines(values)).replace(" " + flag + " ", " "))
        .map(text -> text.lines().toList())
        .findFirst()
        .orElseThrow();
  }

  @SuppressWarnings("unchecked")
  private static List<String> lines(Object[] values) {
    return (List<String>) values[2];
  }

  /** Name, kernel or "none", and the lines of one processor in /proc/cpuinfo. */
  private static Stream<Arguments> processors() {
    return Arrays.stream(text().split("\n== ", -1))
        .skip(1)
        .map(block -> block.lines().toList())
        .map(
            lines -> {
              String[] title = lines.get(0).split(" -> ", 2);
              return arguments(title[0], title[1], lines.subList(1, lines.size()));
            });
  }

  private static String text() {
    try (InputStream in =
        Objects.requireNonNull(BlasKernelTest.class.getResourceAsStream("processors.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
