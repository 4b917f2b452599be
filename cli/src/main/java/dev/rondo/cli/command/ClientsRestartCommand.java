package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.rondo.cli.console.UserError;
import dev.rondo.cli.run.FleetOption;
import dev.rondo.cli.stack.Fleet;
import dev.rondo.operations.fleet.Instance;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Restarts clients. */
@Command(
    name = "restart",
    description = {
      "Reboots instances of clients on EC2.",
      "",
      "A client agent starts again by itself, with the same identity. The seat that it",
      "held becomes visible to another client when its time is up, so a round that is",
      "under way goes on.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  rondo clients restart i-0123456789abcdef0",
      "  rondo clients restart --all"
    })
final class ClientsRestartCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "INSTANCE",
      arity = "0..*",
      description = "Instances, as  rondo clients list  names them.")
  private List<String> ids = List.of();

  @Mixin private final FleetOption clients = new FleetOption();

  @Option(names = "--all", description = "All instances that are running.")
  private boolean all;

  @Option(names = "--json", description = "Print the instances as one JSON array.")
  private boolean json;

  @Override
  public Integer call() {
    if (all != ids.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "Name the instances to be restarted, or give --all");
    }
    Fleet fleet = clients.open();
    if (fleet instanceof Fleet.OnEks eks) {
      throw new UserError(
          "Pods are restarted by Kubernetes:\n  aws eks update-kubeconfig --name %s\n  kubectl -n %s rollout restart statefulset/%s"
              .formatted(eks.cluster(), eks.namespace(), eks.statefulSet()));
    }
    restart((Fleet.OnEc2) fleet);
    return 0;
  }

  private void restart(Fleet.OnEc2 fleet) {
    List<String> running =
        fleet.instances().stream().filter(Instance::isRunning).map(Instance::id).toList();
    ids.stream()
        .filter(id -> !running.contains(id))
        .findFirst()
        .ifPresent(
            id -> {
              throw new UserError(
                  "%s is no running instance of %s. See  rondo clients list."
                      .formatted(id, fleet.stack()));
            });
    List<String> chosen = all ? running : ids;
    fleet.restart(chosen);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      chosen.forEach(array::add);
      out.println(array.toPrettyString());
    } else if (chosen.isEmpty()) {
      out.println(fleet.stack() + " has no running instance.");
    } else {
      out.printf("Restarting %d instances of %s.%n", chosen.size(), fleet.stack());
    }
  }
}
