package dev.rondo.cli.command;

import dev.rondo.cli.console.Output;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.console.UserError;
import dev.rondo.cli.run.Run;
import dev.rondo.cli.run.RunOption;
import dev.rondo.learning.model.TensorModel;
import dev.rondo.protocol.model.ModelDigest;
import dev.rondo.protocol.model.ModelFile;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.safetensors.SafetensorsReader;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.store.StoredObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Copies a version's parameters to a file, or to a folder for PEFT. */
@Command(
    name = "download",
    description = {
      "Copies the parameters of a version to a safetensors file, and verifies them.",
      "With --as peft, writes the folder that PeftModel.from_pretrained loads.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  rondo model download --stack RondoControl",
      "  rondo model download 12 --run runs/my-job --out twelve.safetensors",
      "  rondo model download --run runs/my-adapter --as peft --out adapter",
      "In Python:",
      "  model.load_state_dict(safetensors.torch.load_file(\"twelve.safetensors\"))"
    })
final class ModelDownloadCommand extends RondoCommand {

  @Parameters(
      paramLabel = "VERSION",
      arity = "0..1",
      description = "The version's number, from 0 (default: the current version).")
  private Optional<Integer> version = Optional.empty();

  @Mixin private final RunOption run = new RunOption();

  @Option(
      names = "--out",
      paramLabel = "FILE|DIR",
      description =
          "The file to write (default: JOB-VERSION.safetensors), or with --as peft the folder"
              + " (default: JOB-VERSION).")
  private Optional<Path> out = Optional.empty();

  /** What a model can be written as. */
  private enum Form {
    SAFETENSORS,
    PEFT;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--as",
      paramLabel = "FORM",
      description =
          "${COMPLETION-CANDIDATES}: one file, or a folder for PEFT if the model is an adapter"
              + " (default: safetensors).")
  private Form as = Form.SAFETENSORS;

  @Option(
      names = "--adapter-config",
      paramLabel = "FILE",
      description =
          "The adapter_config.json for --as peft (default: the one that was beside the job's"
              + " initial model).")
  private Optional<Path> adapterConfig = Optional.empty();

  @Option(names = "--force", description = "Overwrite an existing file.")
  private boolean force;

  @Override
  public Integer call() {
    if (as != Form.PEFT && adapterConfig.isPresent()) {
      throw new UserError("--adapter-config needs --as peft.");
    }
    Run found = run.find();
    VersionManifest manifest = found.manifest(version.orElseGet(() -> found.latest().version()));
    String name = "%s-%s".formatted(found.job(), manifest.version());
    if (as == Form.PEFT) {
      Path path = out.orElse(Path.of(name));
      PeftFolder folder = PeftFolder.of(path, found, manifest.modelKey(), adapterConfig);
      TensorFile.refuseToOverwrite(folder.config(), force);
      download(found, manifest, folder.model());
      folder.writeConfig();
    } else {
      download(found, manifest, out.orElse(Path.of(name + TensorModel.SUFFIX)));
    }
    return 0;
  }

  private void download(Run found, VersionManifest manifest, Path file) {
    TensorFile.refuseToOverwrite(file, force);
    String location = found.location(manifest.modelKey());
    try (StoredObject object =
        found
            .store()
            .get(manifest.modelKey())
            .orElseThrow(() -> new UserError(location + ": the file does not exist"))) {
      Path raw = file.resolveSibling("." + file.getFileName() + ".f32");
      try {
        TensorFile.write(raw, verified(object, manifest, location));
        writeHeld(raw, file);
      } finally {
        Files.deleteIfExists(raw);
      }
    } catch (IOException e) {
      throw new UserError("Cannot read " + location + ": " + Text.reason(e));
    }
    print(manifest, file);
  }

  /** Writes the model as clients hold it: with each tensor in its own type. */
  private static void writeHeld(Path raw, Path file) throws IOException {
    try (SafetensorsReader reader =
        SafetensorsReader.open(Files.newInputStream(raw), Files.size(raw))) {
      ModelLayout layout = ModelFile.layout(reader.header(), raw.toString());
      if (layout.dtypes().isEmpty()) {
        Files.move(raw, file, StandardCopyOption.REPLACE_EXISTING);
        return;
      }
      float[] numbers = new float[layout.parameterCount()];
      layout.forEach((offset, size) -> reader.readFloats(numbers, offset, size));
      TensorFile.write(file, ModelFile.held(reader.header().metadata(), layout, numbers));
    }
  }

  /** The object's bytes. If they are damaged, the file is not created. */
  private static TensorFile.Bytes verified(
      StoredObject object, VersionManifest manifest, String location) {
    return target -> {
      ModelDigest digest = new ModelDigest(manifest.modelParts());
      OutputStream through = digest.through(target);
      object.body().transferTo(through);
      through.flush();
      if (!digest.hex().equals(manifest.modelSha256())) {
        throw new StoreException(
            "%s is DAMAGED: its SHA-256 is %s, the manifest says %s"
                .formatted(location, digest.hex(), manifest.modelSha256()));
      }
    };
  }

  private void print(VersionManifest manifest, Path file) {
    long bytes = file.toFile().length();
    output.print(
        () ->
            Output.object()
                .put("job", manifest.job())
                .put("version", manifest.version())
                .put("file", file.toString())
                .put("bytes", bytes)
                .put("sha256", manifest.modelSha256()),
        console ->
            console.printf(
                "Wrote version %s of job %s to %s (%s bytes, SHA-256 verified)%n",
                manifest.version(), manifest.job(), file, Text.count(bytes)));
  }
}
