package dev.rondo.cdk.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestsTest {

  @TempDir Path folder;

  @Test
  void placeholdersAreFilledAndANumberStaysOne() throws IOException {
    Manifests manifests =
        read(
            """
            kind: StatefulSet
            metadata: {name: agents}
            spec:
              replicas: ${REPLICAS}
              image: "registry/${IMAGE}:1"
              port: 8080
            """,
            Map.of("REPLICAS", 3, "IMAGE", "agent"));

    assertThat(manifests.objects())
        .containsExactly(
            Map.of(
                "kind", "StatefulSet",
                "metadata", Map.of("name", "agents"),
                "spec", Map.of("replicas", 3, "image", "registry/agent:1", "port", 8080)));
  }

  @Test
  void aFileMayHoldSeveralObjects() throws IOException {
    Manifests manifests =
        read(
            """
            kind: Namespace
            metadata: {name: a}
            ---
            kind: ServiceAccount
            metadata: {name: b}
            ---
            """,
            Map.of());

    assertThat(manifests.objects()).hasSize(2);
    assertThat(manifests.nameOf("ServiceAccount")).isEqualTo("b");
    assertThatThrownBy(() -> manifests.nameOf("StatefulSet"))
        .hasMessage("The manifests must contain one StatefulSet, but contain 0");
  }

  @Test
  void aPlaceholderThatNobodyFillsIsAnErrorThatNamesIt() {
    assertThatThrownBy(() -> read("kind: ${KIND}\n", Map.of("IMAGE", "x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("agents.yaml uses ${KIND}, which is not one of [IMAGE]");
  }

  /** Kubernetes has expressions of its own, such as $(POD_NAME). */
  @Test
  void otherDollarsStay() throws IOException {
    assertThat(read("a: $(POD_NAME) $$ ${lower}\n", Map.of()).objects())
        .containsExactly(Map.of("a", "$(POD_NAME) $$ ${lower}"));
  }

  private Manifests read(String text, Map<String, Object> values) throws IOException {
    Path file = folder.resolve("agents.yaml");
    Files.writeString(file, text);
    return Manifests.read(List.of(file), values);
  }
}
