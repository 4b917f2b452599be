package dev.rondo.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.cli.console.UserError;
import dev.rondo.cli.run.RunOption;
import dev.rondo.local.DirectoryStore;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunOptionTest {

  @TempDir private Path folder;

  @Test
  void withoutAnyRunTheUserIsToldHowToMakeOne() {
    assertThatThrownBy(() -> new RunOption(folder.resolve("runs")).find())
        .isInstanceOf(UserError.class)
        .hasMessageContaining("contains no jobs")
        .hasMessageContaining("rondo simulate");
  }

  @Test
  void theOnlyRunNeedsNoName() {
    found("alone", "alone");

    assertThat(new RunOption(folder).find().job()).isEqualTo("alone");
  }

  @Test
  void whatHoldsNoJobIsNoRun() throws IOException {
    found("alone", "alone");
    Files.createDirectories(folder.resolve("half-made/store"));
    Files.writeString(folder.resolve("notes.txt"), "mine");

    assertThat(new RunOption(folder).find().job()).isEqualTo("alone");
  }

  @Test
  void severalRunsAreListedToChooseFrom() {
    found("one", "one");
    found("two", "two");

    assertThatThrownBy(() -> new RunOption(folder).find())
        .isInstanceOf(UserError.class)
        .hasMessageContaining("--run " + folder.resolve("one"))
        .hasMessageContaining("--run " + folder.resolve("two"));
  }

  @Test
  void aRenamedFolderKeepsItsJob() {
    found("renamed", "my-job");

    assertThat(new RunOption(folder).find().job()).isEqualTo("my-job");
  }

  @Test
  void aFolderWithoutARunIsNamedInTheError() {
    Invocation missing =
        Invocation.of(new RoundCommand(), "list", "--run", folder.resolve("nowhere"));
    Invocation empty = Invocation.of(new RoundCommand(), "list", "--run", folder);

    assertThat(missing.message())
        .startsWith("UserError: Folder " + folder.resolve("nowhere") + " does not exist.");
    assertThat(empty.message()).startsWith("UserError: Folder " + folder + " contains no job");
  }

  private void found(String name, String job) {
    new DirectoryStore(folder.resolve(name).resolve("store"))
        .put(ObjectKeys.job(job), Content.of(new byte[] {'{', '}'}));
  }
}
