package dev.rondo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.cli.testing.FakeStack;
import dev.rondo.cli.testing.FakeStacks;
import dev.rondo.protocol.testing.MemoryStore;
import org.junit.jupiter.api.Test;

class CompletionTest {

  private final FakeStacks stacks = new FakeStacks(new FakeStack(new MemoryStore()));

  @Test
  void bashIsToldAllCommandsAndOptions() {
    Said said = Said.by(stacks, "completion", "bash");

    assertThat(said.exitCode()).isZero();
    assertThat(said.out())
        .startsWith("#!/usr/bin/env bash")
        .contains("complete -F _complete_rondo", "_picocli_rondo_job_create", "--learning-rate");
  }

  @Test
  void anUnknownShellIsOneClearError() {
    Said said = Said.by(stacks, "completion", "fish");

    assertThat(said.exitCode()).isEqualTo(2);
    assertThat(said.err().lines())
        .containsExactly(
            "Unknown shell 'fish'. Supported: bash", "For help: rondo completion --help");
  }
}
