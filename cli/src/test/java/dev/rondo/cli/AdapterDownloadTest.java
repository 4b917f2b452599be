package dev.rondo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.cli.testing.FakeStack;
import dev.rondo.cli.testing.FakeStacks;
import dev.rondo.protocol.model.ModelFile;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.safetensors.Dtype;
import dev.rondo.protocol.safetensors.SafetensorsReader;
import dev.rondo.protocol.safetensors.Tensor;
import dev.rondo.protocol.testing.MemoryStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An adapter of PEFT becomes a job, and a version of the job becomes a folder for PEFT. */
class AdapterDownloadTest {

  private static final String NAME = "base_model.model.layers.0.q_proj.";
  private static final ModelLayout LAYOUT =
      new ModelLayout(
          List.of(
              TensorSpec.of(NAME + "lora_A.weight", 2, 3),
              TensorSpec.of(NAME + "lora_B.weight", 3, 2)),
          new TreeMap<>(),
          new TreeMap<>(Map.of(NAME + "lora_B.weight", Dtype.BF16)));
  private static final float[] NUMBERS = {1, -2, 3, 0.1f, 5, 6, 0.5f, 0, 0, 0, 0, -4};
  private static final String CONFIG = "{\n  \"peft_type\": \"LORA\", \"r\": 2\n}";

  private final FakeStacks stacks = new FakeStacks(new FakeStack(new MemoryStore()));

  @TempDir private Path folder;
  private Path initial = Path.of("unset");

  @BeforeEach
  void writeTheAdapter() throws IOException {
    initial = write("adapter_model.safetensors", LAYOUT);
    Files.writeString(folder.resolve("adapter_config.json"), CONFIG);
  }

  private Path write(String name, ModelLayout layout) throws IOException {
    Path file = folder.resolve(name);
    try (OutputStream out = Files.newOutputStream(file)) {
      ModelFile.held(Map.of("format", "pt"), layout, NUMBERS).writeTo(out);
    }
    return file;
  }

  private Said say(Object... words) {
    return Said.by(stacks, words);
  }

  private Said create(Object... more) {
    Object[] words = {
      "job", "create", "--job", "tuned", "--dataset", "none", "--evaluate-every", 0, "--model"
    };
    return say(Stream.concat(Stream.of(words), Stream.of(more)).toArray());
  }

  @Test
  void aVersionOnAStackBecomesAFolderForPeft() throws IOException {
    create(initial);
    Path out = folder.resolve("out");

    Said said = say("model", "download", "--as", "peft", "--out", out);

    assertThat(said.err()).isEmpty();
    assertThat(said.out())
        .contains("Wrote version 0 of job tuned to " + out.resolve("adapter_model.safetensors"));
    assertIsTheInitialAdapter(out);
  }

  @Test
  void aVersionOfALocalJobBecomesAFolderForPeft() throws IOException {
    Path runs = folder.resolve("runs");
    create(initial, "--out", runs);
    Files.delete(folder.resolve("adapter_config.json"));
    Path out = folder.resolve("out");

    Said said =
        say("model", "download", "--run", runs.resolve("tuned"), "--as", "peft", "--out", out);

    assertThat(said.err()).isEmpty();
    assertIsTheInitialAdapter(out);
  }

  private static void assertIsTheInitialAdapter(Path out) throws IOException {
    assertThat(out.resolve("adapter_config.json")).hasContent(CONFIG);
    Path file = out.resolve("adapter_model.safetensors");
    try (SafetensorsReader reader =
        SafetensorsReader.open(Files.newInputStream(file), Files.size(file))) {
      assertThat(reader.header().tensors())
          .containsExactly(
              new Tensor(NAME + "lora_A.weight", Dtype.F32, List.of(2L, 3L)),
              new Tensor(NAME + "lora_B.weight", Dtype.BF16, List.of(3L, 2L)));
      float[] numbers = new float[12];
      reader.readFloats(numbers, 0, 6);
      reader.readNumbers(Dtype.BF16, numbers, 6, 6);
      assertThat(numbers).containsExactly(NUMBERS);
    }
  }

  @Test
  void theConfigurationIsAnotherFileIfTheUserSaysSo() throws IOException {
    Files.delete(folder.resolve("adapter_config.json"));
    create(initial);
    Path out = folder.resolve("out");
    Path other = Files.writeString(folder.resolve("other.json"), CONFIG);

    Said missing = say("model", "download", "--as", "peft", "--out", out);
    Said named = say("model", "download", "--as", "peft", "--adapter-config", other, "--out", out);

    assertThat(missing.exitCode()).isEqualTo(2);
    assertThat(missing.err())
        .contains(
            "Job tuned has no adapter_config.json, because none was beside its initial model."
                + " Name the file with --adapter-config FILE.");
    assertThat(named.err()).isEmpty();
    assertThat(out.resolve("adapter_config.json")).hasContent(CONFIG);
  }

  @Test
  void aModelThatIsNoAdapterIsRefusedAndNothingIsWritten() throws IOException {
    ModelLayout dense = ModelLayout.of(TensorSpec.of("fc.weight", 3, 4));
    create(write("dense.safetensors", dense));
    Path out = folder.resolve("out");

    Said said = say("model", "download", "--as", "peft", "--out", out);

    assertThat(said.exitCode()).isEqualTo(2);
    assertThat(said.err())
        .contains(
            "The model of job tuned is no adapter of PEFT: no tensor's name begins with"
                + " \"base_model.model.\". To download it as one file, omit --as.");
    assertThat(out).doesNotExist();
  }

  @Test
  void existingFilesStayUnlessForced() throws IOException {
    create(initial);
    Path out = Files.createDirectory(folder.resolve("out"));
    Path config = Files.writeString(out.resolve("adapter_config.json"), "mine");

    Said refused = say("model", "download", "--as", "peft", "--out", out);

    assertThat(refused.err()).contains(config + " already exists. To overwrite it, add --force");
    assertThat(config).hasContent("mine");
    assertThat(say("model", "download", "--as", "PEFT", "--out", out, "--force").err()).isEmpty();
    assertThat(config).hasContent(CONFIG);
  }

  @Test
  void aConfigurationNeedsTheFormOfPeft() {
    create(initial);

    Said said = say("model", "download", "--adapter-config", initial);

    assertThat(said.exitCode()).isEqualTo(2);
    assertThat(said.err()).contains("--adapter-config needs --as peft");
  }

  @Test
  void aJobKeepsTheConfigurationThatItWasCreatedWith() throws IOException {
    Path runs = folder.resolve("runs");
    create(initial);
    create(initial, "--out", runs);
    assertThat(create(initial).out()).contains("already exists");
    Files.writeString(folder.resolve("adapter_config.json"), CONFIG.replace("2", "4"));

    Said stack = create(initial);
    Said local = create(initial, "--out", runs);

    assertThat(stack.exitCode()).isEqualTo(2);
    assertThat(stack.err()).contains("adapter_config.json beside the model file differs");
    assertThat(local.exitCode()).isEqualTo(2);
    assertThat(local.err()).contains("the model's configuration differs");
  }

  @Test
  void aFileThatIsNoConfigurationIsRefusedBeforeTheJobIsCreated() throws IOException {
    Path config = Files.writeString(folder.resolve("adapter_config.json"), "{\"r\": 2}");

    Said said = create(initial);

    assertThat(said.exitCode()).isEqualTo(2);
    assertThat(said.err())
        .contains(
            "Cannot read %s: it has no \"peft_type\". PEFT writes this file with save_pretrained."
                .formatted(config));
    assertThat(say("job", "list").out()).startsWith("No jobs.");
  }
}
