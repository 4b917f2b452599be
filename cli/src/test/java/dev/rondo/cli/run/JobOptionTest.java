package dev.rondo.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.local.DirectoryStore;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectKeys;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class JobOptionTest {

  @TempDir private Path runs;

  @Test
  void aLocalJobIsFoundByItsNameOrAsTheFirstOne() {
    new DirectoryStore(runs.resolve("mine/store"))
        .put(ObjectKeys.job("mine"), Content.of(new byte[0]));

    assertThat(option().local()).contains(runs.resolve("mine"));
    assertThat(option("--job", "mine").local()).contains(runs.resolve("mine"));
    assertThat(option("--job", "other").local()).isEmpty();
  }

  private JobOption option(String... arguments) {
    JobOption option = new JobOption(runs);
    CommandLine.Model.CommandSpec command = CommandLine.Model.CommandSpec.create();
    command.addMixin("job", CommandLine.Model.CommandSpec.forAnnotatedObject(option));
    new CommandLine(command).parseArgs(arguments);
    return option;
  }
}
