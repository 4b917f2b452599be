package dev.rondo.cli.command;

import dev.rondo.cli.console.UserError;
import dev.rondo.cli.run.Run;
import dev.rondo.learning.model.AdapterConfig;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.model.ModelFile;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.safetensors.SafetensorsHeader;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A folder with an adapter, as PEFT loads it.
 *
 * @param path the folder
 * @param adapter its configuration
 */
record PeftFolder(Path path, AdapterConfig adapter) {

  /** The name that PEFT gives the file with the tensors. */
  private static final String MODEL = "adapter_model.safetensors";

  /**
   * The folder for the adapter that a job trains.
   *
   * @param modelKey a version of the adapter
   * @param config a file with its configuration; empty to use what the job has kept
   * @throws UserError if the job trains no adapter, or if there is no configuration
   * @throws InvalidInputException if the file has none
   */
  static PeftFolder of(Path path, Run run, String modelKey, Optional<Path> config) {
    if (!AdapterConfig.fits(layout(run, modelKey))) {
      throw new UserError(
          "The model of job %s is no adapter of PEFT: no tensor's name begins with \"%s\". To download it as one file, omit --as."
              .formatted(run.job(), AdapterConfig.TENSORS));
    }
    AdapterConfig adapter =
        config
            .map(AdapterConfig::read)
            .or(() -> kept(run))
            .orElseThrow(
                () ->
                    new UserError(
                        "Job %s has no %s, because none was beside its initial model. Name the file with --adapter-config FILE."
                            .formatted(run.job(), AdapterConfig.FILE)));
    return new PeftFolder(path, adapter);
  }

  private static ModelLayout layout(Run run, String modelKey) {
    String location = run.location(modelKey);
    StoredObject model =
        run.store()
            .get(modelKey)
            .orElseThrow(() -> new UserError(location + ": the file does not exist"));
    return model.read(
        in -> ModelFile.layout(SafetensorsHeader.read(in, model.info().size()), location));
  }

  private static Optional<AdapterConfig> kept(Run run) {
    String key = ObjectKeys.adapterConfig(run.job());
    return run.store()
        .get(key)
        .map(object -> object.read(in -> new String(in.readAllBytes(), StandardCharsets.UTF_8)))
        .map(text -> AdapterConfig.of(text, run.location(key)));
  }

  /** The file with the tensors. */
  Path model() {
    return path.resolve(MODEL);
  }

  /** The file with the configuration. */
  Path config() {
    return path.resolve(AdapterConfig.FILE);
  }

  /** Writes the configuration. */
  void writeConfig() {
    TensorFile.write(config(), Content.of(adapter.bytes()));
  }
}
