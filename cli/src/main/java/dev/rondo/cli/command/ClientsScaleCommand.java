package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.rondo.cli.run.FleetOption;
import dev.rondo.cli.stack.Fleet;
import dev.rondo.operations.fleet.GroupSize;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Changes the number of machines. */
@Command(
    name = "scale",
    description = {
      "Changes the number of machines of a stack of clients; AWS takes some minutes.",
      "",
      "A client agent that has to go hands its seat back first. With 0 no machine",
      "costs anything any more. The next deployment of the stack sets its number",
      "again.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {"", "Examples:", "  rondo clients scale 10", "  rondo clients scale 0"})
final class ClientsScaleCommand implements Callable<Integer> {

  private static final int MOST = 100_000;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "N",
      description = "How many instances on EC2, or nodes on EKS, there should be.")
  private int machines;

  @Mixin private final FleetOption clients = new FleetOption();

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Override
  public Integer call() {
    if (machines < 0 || machines > MOST) {
      throw new ParameterException(
          spec.commandLine(), "N is 0 to %d, not %d".formatted(MOST, machines));
    }
    Fleet fleet = clients.open();
    GroupSize before = fleet.size();
    fleet.scaleTo(machines);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          JsonNodeFactory.instance
              .objectNode()
              .put("stack", fleet.stack())
              .put("previous", before.desired())
              .put("desired", machines)
              .toPrettyString());
      return 0;
    }
    out.printf(
        "%s should have %d %s now; it had %d.%n",
        fleet.stack(),
        machines,
        fleet instanceof Fleet.OnEks ? "nodes" : "instances",
        before.desired());
    if (fleet instanceof Fleet.OnEks eks) {
      out.printf(
          "How many clients run on them is for the StatefulSet to say:%n  kubectl -n %s scale"
              + " statefulset/%s --replicas=N%n",
          eks.namespace(), eks.statefulSet());
      if (machines == 0) {
        out.println("The cluster itself costs money as long as its stack is there.");
      }
    }
    return 0;
  }
}
