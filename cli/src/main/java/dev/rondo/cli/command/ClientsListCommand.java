package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.console.Facts;
import dev.rondo.cli.console.Table;
import dev.rondo.cli.run.FleetOption;
import dev.rondo.cli.stack.Fleet;
import dev.rondo.operations.fleet.GroupSize;
import dev.rondo.operations.fleet.Instance;
import dev.rondo.protocol.json.Json;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The machines of clients. */
@Command(
    name = "list",
    description = {
      "Lists the machines of a stack of clients.",
      "",
      "A client on EC2 is known by  ROLE:INSTANCE  in  rondo rounds show, a pod on EKS",
      "by  CLUSTER.NAMESPACE.POD.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  rondo clients list",
      "  rondo clients list --clients-stack RondoEksClients --json"
    })
final class ClientsListCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private final FleetOption clients = new FleetOption();

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Override
  public Integer call() {
    Fleet fleet = clients.open();
    GroupSize size = fleet.size();
    PrintWriter out = spec.commandLine().getOut();
    if (fleet instanceof Fleet.OnEc2 ec2) {
      list(ec2, size, out);
    } else if (fleet instanceof Fleet.OnEks eks) {
      list(eks, size, out);
    }
    return 0;
  }

  private void list(Fleet.OnEc2 fleet, GroupSize size, PrintWriter out) {
    List<Instance> instances = fleet.instances();
    if (json) {
      ObjectNode node = toJson(fleet, size);
      node.set("instances", Json.tree(instances));
      out.println(node.toPrettyString());
      return;
    }
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
    out.printf("%s: %s%n", fleet.stack(), text(size, "instances"));
  }

  private void list(Fleet.OnEks fleet, GroupSize size, PrintWriter out) {
    if (json) {
      out.println(
          toJson(fleet, size)
              .put("cluster", fleet.cluster())
              .put("namespace", fleet.namespace())
              .put("stateful_set", fleet.statefulSet())
              .toPrettyString());
      return;
    }
    out.printf("%s: %s%n", fleet.stack(), text(size, "nodes"));
    Facts facts = new Facts();
    facts.add("  cluster", fleet.cluster());
    facts.add("  StatefulSet", fleet.namespace() + "/" + fleet.statefulSet());
    facts.print(out);
    out.printf("%nThe pods: kubectl -n %s get pods%n", fleet.namespace());
  }

  private static ObjectNode toJson(Fleet fleet, GroupSize size) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("stack", fleet.stack())
        .put("desired", size.desired())
        .put("present", size.present());
  }

  private static String text(GroupSize size, String machines) {
    return "%d of %d %s are there".formatted(size.present(), size.desired(), machines);
  }
}
