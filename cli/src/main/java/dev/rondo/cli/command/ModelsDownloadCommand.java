package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.console.UserError;
import dev.rondo.cli.run.Run;
import dev.rondo.cli.run.RunOption;
import dev.rondo.protocol.model.ModelDigest;
import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.store.StoredObject;
import dev.rondo.rounds.state.LatestVersion;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Copies a version's parameters into a file. */
@Command(
    name = "download",
    description = {
      "Copies the parameters of a version into a safetensors file, and verifies them.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  rondo models download --stack RondoControl",
      "  rondo models download 12 --out twelve.safetensors",
      "In Python:",
      "  model.load_state_dict(safetensors.torch.load_file(\"twelve.safetensors\"))"
    })
final class ModelsDownloadCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "VERSION",
      arity = "0..1",
      description = "The version's number, from 0 (default: the current one).")
  private Optional<Integer> version = Optional.empty();

  @Mixin private final RunOption run = new RunOption();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The file to write (default: JOB-VERSION.safetensors).")
  private Optional<Path> out = Optional.empty();

  @Option(names = "--force", description = "Overwrite the file if it is there.")
  private boolean force;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Override
  public Integer call() {
    Run found = run.find();
    VersionManifest manifest =
        found.manifest(
            version.orElseGet(() -> new LatestVersion(found.store()).read(found.job()).version()));
    Path file = out.orElse(Path.of("%s-%d.safetensors".formatted(found.job(), manifest.version())));
    if (Files.exists(file) && !force) {
      throw new UserError(
          file + " is there already. Give --force to overwrite it, or another --out.");
    }
    String place = found.location(manifest.modelKey());
    try (StoredObject object =
        found
            .store()
            .get(manifest.modelKey())
            .orElseThrow(() -> new UserError(place + ": there is no such file"))) {
      TensorFile.write(file, verified(object, manifest, place));
    } catch (IOException e) {
      throw new UserError("Cannot read " + place + ": " + Text.reason(e));
    }
    print(found, manifest, file);
    return 0;
  }

  /** The object's bytes; the file does not appear when they are damaged. */
  private static TensorFile.Bytes verified(
      StoredObject object, VersionManifest manifest, String place) {
    return target -> {
      ModelDigest digest = new ModelDigest(manifest.modelParts());
      OutputStream through = digest.through(target);
      object.body().transferTo(through);
      through.flush();
      if (!digest.hex().equals(manifest.modelSha256())) {
        throw new StoreException(
            place + " is DAMAGED: its SHA-256 is not the manifest's, " + manifest.modelSha256());
      }
    };
  }

  private void print(Run found, VersionManifest manifest, Path file) {
    PrintWriter console = spec.commandLine().getOut();
    long bytes = file.toFile().length();
    if (json) {
      console.println(
          JsonNodeFactory.instance
              .objectNode()
              .put("job", found.job())
              .put("version", manifest.version())
              .put("file", file.toString())
              .put("bytes", bytes)
              .put("sha256", manifest.modelSha256())
              .toPrettyString());
    } else {
      console.printf(
          "Wrote version %d of job %s to %s (%s bytes, SHA-256 verified)%n",
          manifest.version(), found.job(), file, Text.count(bytes));
    }
  }
}
