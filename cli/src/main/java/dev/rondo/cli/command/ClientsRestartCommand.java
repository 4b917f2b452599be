package dev.rondo.cli.command;

import dev.rondo.cli.console.UserError;
import dev.rondo.cli.run.FleetOption;
import dev.rondo.operations.fleet.Fleet;
import dev.rondo.operations.fleet.Instance;
import dev.rondo.protocol.json.Json;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Restarts client machines. */
@Command(
    name = "restart",
    description = {
      "Reboots EC2 instances that run clients.",
      "",
      "A client agent restarts with its instance and keeps its identity. The seat that",
      "it held becomes available to another client after the visibility timeout, so a",
      "round in progress continues.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  rondo clients restart i-0123456789abcdef0",
      "  rondo clients restart --all"
    })
final class ClientsRestartCommand extends RondoCommand {

  @Parameters(
      paramLabel = "INSTANCE",
      arity = "0..*",
      description = "Instance IDs, as \"rondo clients list\" prints them.")
  private List<String> ids = List.of();

  @Mixin private final FleetOption clients = new FleetOption();

  @Option(names = "--all", description = "Reboot all running instances.")
  private boolean all;

  @Override
  public Integer call() {
    if (all != ids.isEmpty()) {
      throw output.wrongUse("Name the instances to restart, or specify --all");
    }
    Fleet fleet = clients.open();
    if (fleet instanceof Fleet.OnEks eks) {
      throw new UserError(
          "Kubernetes restarts pods. Run:\n  aws eks update-kubeconfig --name %s\n  kubectl -n %s rollout restart statefulset/%s"
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
                  "%s is not a running instance of %s. To list them: rondo clients list"
                      .formatted(id, fleet.stack()));
            });
    List<String> chosen = all ? running : ids;
    fleet.restart(chosen);
    output.print(
        () -> Json.tree(chosen),
        out ->
            out.println(
                chosen.isEmpty()
                    ? fleet.stack() + " has no running instances."
                    : "Restarting %s instances of %s.".formatted(chosen.size(), fleet.stack())));
  }
}
