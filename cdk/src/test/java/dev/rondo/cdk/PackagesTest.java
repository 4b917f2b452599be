package dev.rondo.cdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.cdk.project.Packages;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackagesTest {

  @TempDir private Path home;

  @Test
  void anAgentWithTheLibrariesOfItsMachinesIsAccepted() {
    assertThat(TestPackages.in(home).agent()).isRegularFile();
  }

  @Test
  void anAgentThatWasBuiltWithoutTheLibrariesOfItsMachinesIsRefused() throws IOException {
    TestPackages.zip(
        home.resolve("client-agent/target/rondo-agent.jar"),
        "org/bytedeco/javacpp/macosx-arm64/libjnijavacpp.dylib");

    assertThatThrownBy(() -> new Packages(home).agent())
        .isInstanceOf(Packages.MissingPackageException.class)
        .hasMessage(
            "client-agent/target/rondo-agent.jar has no"
                + " org/bytedeco/javacpp/linux-x86_64/libjnijavacpp.so, which its machines need"
                + " (linux-x86_64). Build it first: run 'mvn -DskipTests package' in the project"
                + " folder");
  }
}
