package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.console.Facts;
import dev.rondo.cli.console.Output;
import dev.rondo.cli.console.Table;
import dev.rondo.cli.run.FleetOption;
import dev.rondo.operations.fleet.Fleet;
import dev.rondo.operations.fleet.GroupSize;
import dev.rondo.operations.fleet.Instance;
import dev.rondo.protocol.json.Json;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists client machines. */
@Command(
    name = "list",
    description = {
      "Lists the machines of a client stack.",
      "",
      "In \"rondo round show\", the ID of a client on EC2 is ROLE:INSTANCE, and that of",
      "a pod on EKS is CLUSTER.NAMESPACE.POD.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  rondo clients list",
      "  rondo clients list --clients-stack RondoEksClients --json"
    })
final class ClientsListCommand extends RondoCommand {

  @Mixin private final FleetOption clients = new FleetOption();

  @Override
  public Integer call() {
    Fleet fleet = clients.open();
    GroupSize size = fleet.size();
    ObjectNode json =
        Output.object()
            .put("stack", fleet.stack())
            .put("desired", size.desired())
            .put("present", size.present());
    if (fleet instanceof Fleet.OnEc2 ec2) {
      List<Instance> instances = ec2.instances();
      json.set("instances", Json.tree(instances));
      output.print(() -> json, out -> print(ec2, instances, size, out));
    } else if (fleet instanceof Fleet.OnEks eks) {
      json.put("cluster", eks.cluster())
          .put("namespace", eks.namespace())
          .put("stateful_set", eks.statefulSet());
      output.print(() -> json, out -> print(eks, size, out));
    }
    return 0;
  }

  private static void print(
      Fleet fleet, List<Instance> instances, GroupSize size, PrintWriter out) {
    if (!instances.isEmpty()) {
      Table table = new Table("instance", "state", "type", "zone", "launched");
      instances.forEach(
          instance ->
              table.add(
                  instance.id(),
                  instance.state(),
                  instance.type(),
                  instance.zone(),
                  instance.launchedAt().toString()));
      table.print(out);
      out.println();
    }
    out.printf("%s: %s of %s instances exist%n", fleet.stack(), size.present(), size.desired());
  }

  private static void print(Fleet.OnEks fleet, GroupSize size, PrintWriter out) {
    out.printf("%s: %s of %s nodes exist%n", fleet.stack(), size.present(), size.desired());
    Facts facts = new Facts();
    facts.add("  cluster", fleet.cluster());
    facts.add("  StatefulSet", fleet.namespace() + "/" + fleet.statefulSet());
    facts.print(out);
    out.printf("%nTo list the pods: kubectl -n %s get pods%n", fleet.namespace());
  }
}
