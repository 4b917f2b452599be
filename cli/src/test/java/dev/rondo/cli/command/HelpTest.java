package dev.rondo.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class HelpTest {

  /** Picocli breaks lines before the eightieth column. */
  private static final int WIDTH = 79;

  @Test
  void helpFitsTheWidthThatItIsPrintedAt() {
    for (CommandSpec command : commands()) {
      assertThat(
              Stream.of(command.usageMessage().description(), command.usageMessage().footer())
                  .flatMap(Stream::of))
          .as(command.qualifiedName())
          .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(WIDTH));
    }
  }

  /** The help of its parent shows only the first line of a command's description. */
  @Test
  void theFirstLineOfADescriptionIsASentence() {
    assertThat(commands())
        .allSatisfy(
            command ->
                assertThat(command.usageMessage().description()[0])
                    .as(command.qualifiedName())
                    .endsWith("."));
  }

  @Test
  void everyCommandTeachesByAnExample() {
    assertThat(commands())
        .allSatisfy(
            command ->
                assertThat(String.join("\n", command.usageMessage().footer()))
                    .contains("Example", "  rondo "));
  }

  @Test
  void everyFlagSaysWhatItDoes() {
    assertThat(commands().stream().flatMap(command -> command.args().stream()))
        .allSatisfy(flag -> assertThat(String.join("", flag.description())).matches("(?s).+[.)]"));
  }

  private static List<CommandSpec> commands() {
    List<CommandSpec> all = new ArrayList<>();
    Stream.of(
            new ClientsCommand(),
            new CompletionCommand(),
            new DataCommand(),
            new DoctorCommand(),
            new EvaluateCommand(),
            new GraphCommand(),
            new HelpCommand(),
            new HelperCommand(),
            new JobCommand(),
            new ModelCommand(),
            new PrivacyCommand(),
            new RoundCommand(),
            new SimulateCommand(),
            new TensorboardCommand(),
            new TrainCommand())
        .map(command -> JobFlags.addTo(new CommandLine(command)))
        .forEach(command -> add(command, all));
    return all;
  }

  private static void add(CommandLine command, List<CommandSpec> all) {
    all.add(command.getCommandSpec());
    command.getSubcommands().values().forEach(below -> add(below, all));
  }
}
