package dev.rondo.cli.command;

import dev.rondo.cli.console.Output;
import dev.rondo.cli.console.UserError;
import dev.rondo.privacy.masks.ClientKey;
import dev.rondo.protocol.store.ObjectKeys;
import java.nio.file.Path;
import java.security.SecureRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Creates the key of a client. */
@Command(
    name = "create-client-key",
    description = {
      "Creates the key of a client, and prints the line that enrolls it.",
      "",
      "Run it on the client's machine: the private key must not leave it. Send the",
      "line to the operator of the helper.",
      ""
    },
    footer = {"", "Example:", "  rondo helper create-client-key clinic-1 --out client.key"})
final class HelperCreateClientKeyCommand extends RondoCommand {

  @Parameters(paramLabel = "CLIENT", description = "The client's id.")
  private String client = "";

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "The file for the private key, which must not exist.")
  private Path out = Path.of("");

  @Override
  public Integer call() {
    if (!ObjectKeys.isClient(client)) {
      throw new UserError(
          "CLIENT must be the id of a client, such as clinic-1, but is \"" + client + "\"");
    }
    ClientKey key = ClientKey.random(new SecureRandom());
    SecretFile.write(out, key.base64());
    String publicKey = key.publicKey().base64();
    output.print(
        () ->
            Output.object()
                .put("client", client)
                .put("public_key", publicKey)
                .put("file", out.toString()),
        console -> console.println(client + " " + publicKey));
    return 0;
  }
}
