package dev.rondo.learning.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.model.ModelFile;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.RoleRules;
import dev.rondo.protocol.model.TensorSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdapterConfigTest {

  private static final String CONFIG = "{\"peft_type\": \"LORA\", \"lora_alpha\": 32}";

  @TempDir Path folder;

  private TensorModel model(String tensor) throws IOException {
    ModelLayout layout = ModelLayout.of(TensorSpec.of(tensor, 2));
    Path file = folder.resolve("adapter_model.safetensors");
    try (OutputStream out = Files.newOutputStream(file)) {
      ModelFile.content("any", 0, layout, new float[2]).writeTo(out);
    }
    return TensorModel.read(file.toString(), RoleRules.NONE);
  }

  private Path config(String text) throws IOException {
    return Files.writeString(folder.resolve(AdapterConfig.FILE), text);
  }

  @Test
  void anAdapterHasTheFileBesideItAsItIs() throws IOException {
    config(CONFIG);

    TensorModel adapter = model("base_model.model.q_proj.lora_A.weight");

    assertThat(adapter.adapter()).contains(new AdapterConfig(CONFIG));
    assertThat(adapter.identity()).isEqualTo(CONFIG);
  }

  @Test
  void anAdapterWithoutAFileIsAModelAllTheSame() throws IOException {
    assertThat(model("base_model.model.q_proj.lora_A.weight").adapter()).isEmpty();
  }

  @Test
  void aModelThatIsNoAdapterIgnoresTheFile() throws IOException {
    config("no JSON");

    TensorModel dense = model("q_proj.weight");

    assertThat(dense.adapter()).isEmpty();
    assertThat(dense.identity()).isEmpty();
  }

  @Test
  void aFileThatPeftHasNotWrittenIsRefusedInWords() throws IOException {
    for (String text : new String[] {"", "null", "[]", "{", "{\"peft_type\": 3}"}) {
      Path file = config(text);
      assertThatThrownBy(() -> AdapterConfig.read(file))
          .as(text)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith("Cannot read " + file + ": it")
          .hasMessageEndingWith(". PEFT writes this file with save_pretrained.");
    }
    Path large = config(CONFIG + " ".repeat(1 << 20));
    assertThatThrownBy(() -> AdapterConfig.read(large))
        .hasMessageContaining("it must have at most 1048576 bytes, but has");
    Path missing = folder.resolve("no.json");
    assertThatThrownBy(() -> AdapterConfig.read(missing))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot read " + missing + ": it does not exist. PEFT writes");
  }
}
