package dev.rondo.cdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.cdk.project.Packages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackagesTest {

  @TempDir private Path home;

  @Test
  void anAgentWithTheLibrariesOfItsMachinesIsAccepted() {
    assertThat(TestPackages.in(home).agent()).isRegularFile();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "org/bytedeco/javacpp/linux-x86_64/libjnijavacpp.so",
        "org/bytedeco/openblas/linux-x86_64/libopenblas.so.0",
        "org/nd4j/linalg/cpu/nativecpu/bindings/linux-x86_64-onednn/libnd4jcpu.so"
      })
  void anAgentThatWasBuiltWithoutALibraryOfItsMachinesIsRefused(String library) throws IOException {
    List<String> others = new ArrayList<>(Packages.AGENT_LIBRARIES);
    assertThat(others.remove(library)).isTrue();
    others.add("org/bytedeco/javacpp/macosx-arm64/libjnijavacpp.dylib");
    TestPackages.zip(
        home.resolve("client-agent/target/rondo-agent.jar"), others.toArray(String[]::new));

    assertThatThrownBy(() -> new Packages(home).agent())
        .isInstanceOf(Packages.MissingPackageException.class)
        .hasMessage(
            "client-agent/target/rondo-agent.jar has no "
                + library
                + ", which its machines need (linux-x86_64). Build it first: run 'mvn -DskipTests"
                + " package' in the project folder");
  }
}
