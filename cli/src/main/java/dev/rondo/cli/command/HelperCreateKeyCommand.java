package dev.rondo.cli.command;

import dev.rondo.cli.console.Output;
import dev.rondo.cli.run.HelperOption;
import dev.rondo.operations.stack.HelperStack;
import dev.rondo.privacy.masks.HelperKey;
import dev.rondo.unmasking.KeptHelperKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Creates the key of a helper. */
@Command(
    name = "create-key",
    description = {
      "Creates the helper's key, and prints its public half for the clients.",
      "",
      "KMS encrypts the private half by the key of the helper's stack, and only the",
      "helper's function can decrypt it. A helper has one key: if there is one, the",
      "command prints its public half and changes nothing.",
      "",
      "Send the public key to clients through a channel that the account of the jobs",
      "does not control, for example by mail. Otherwise that account could substitute",
      "its own key and read every update.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  rondo helper create-key --helper-stack RondoHelper",
      "  rondo helper create-key --out helper.key"
    })
final class HelperCreateKeyCommand extends RondoCommand {

  @Mixin private final HelperOption helper = new HelperOption();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "Writes the private key to this file, unencrypted, for a helper without a stack.")
  private Optional<Path> out = Optional.empty();

  @Override
  public Integer call() {
    HelperKey created = HelperKey.random(new SecureRandom());
    if (out.isPresent()) {
      SecretFile.write(out.get(), created.base64());
      print(created.publicKey().base64(), true, out.get().toString());
      return 0;
    }
    HelperStack stack = helper.open();
    Optional<KeptHelperKey> there = KeptHelperKey.read(stack.store());
    String publicKey =
        there
            .orElseGet(
                () ->
                    KeptHelperKey.keep(
                        stack.store(),
                        created,
                        secret -> stack.encryption().apply(secret, KeptHelperKey.CONTEXT)))
            .publicKey();
    print(publicKey, publicKey.equals(created.publicKey().base64()), "stack " + stack.name());
    return 0;
  }

  private void print(String publicKey, boolean isNew, String where) {
    output.print(
        () ->
            Output.object().put("public_key", publicKey).put("created", isNew).put("where", where),
        console -> {
          console.println(
              isNew
                  ? "Created the helper's key. Its private half is in " + where + "."
                  : "The helper has a key already, in " + where + ". Nothing was changed.");
          console.println("Public key, for the setting helper_public_key of each client:");
          console.println(publicKey);
        });
  }
}
