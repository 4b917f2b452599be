package dev.rondo.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The recipes of the agent's images, as far as they can be read without Docker. */
class ImagesTest {

  private static final Path HOME = Path.of(System.getProperty("rondo.home"));

  private static List<String> instructions(String file) throws IOException {
    String text = Files.readString(HOME.resolve("client-agent").resolve(file));
    return text.replace("\\\n", "")
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> line.replaceAll(" +", " "))
        .toList();
  }

  private static String last(List<String> instructions, String name) {
    return instructions.stream()
        .filter(line -> line.startsWith(name + " "))
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  @Test
  void theImageWithATrainerStartsTheSameAgentWithLessMemoryForJavaAndAsTheSameUser()
      throws IOException {
    List<String> agent = instructions("Dockerfile");
    List<String> trainer = instructions("trainer/Dockerfile");

    assertThat(trainer.get(0)).isEqualTo("FROM rondo-agent");
    assertThat(last(trainer, "ENTRYPOINT"))
        .isEqualTo(last(agent, "ENTRYPOINT").replace("RAMPercentage=50", "RAMPercentage=25"));
    assertThat(last(trainer, "USER")).isEqualTo(last(agent, "USER"));
  }

  @Test
  void whatItCopiesOfRondosPackageIsThere() throws IOException {
    List<String> copied =
        instructions("trainer/Dockerfile").stream()
            .filter(line -> line.startsWith("COPY --from=rondo "))
            .flatMap(
                line -> List.of(line.split(" ")).subList(2, line.split(" ").length - 1).stream())
            .toList();

    assertThat(copied).contains("pyproject.toml", "src");
    assertThat(copied).allSatisfy(name -> assertThat(HOME.resolve("python/" + name)).exists());
  }
}
