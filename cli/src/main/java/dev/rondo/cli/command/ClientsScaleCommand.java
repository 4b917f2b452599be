package dev.rondo.cli.command;

import dev.rondo.cli.console.Output;
import dev.rondo.cli.run.FleetOption;
import dev.rondo.operations.fleet.Fleet;
import dev.rondo.operations.fleet.GroupSize;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Changes the number of client machines. */
@Command(
    name = "scale",
    description = {
      "Sets the number of machines of a client stack. AWS needs some minutes.",
      "",
      "A client agent returns its seat before its machine terminates. With 0, the",
      "machines cost nothing. The next deployment of the stack resets the number.",
      ""
    },
    footer = {"", "Examples:", "  rondo clients scale 10", "  rondo clients scale 0"})
final class ClientsScaleCommand extends RondoCommand {

  private static final int MOST = 100_000;

  @Parameters(paramLabel = "N", description = "The number of EC2 instances, or of EKS nodes.")
  private int machines;

  @Mixin private final FleetOption clients = new FleetOption();

  @Override
  public Integer call() {
    if (machines < 0 || machines > MOST) {
      throw output.wrongUse("N must be 0 to %s, but is %s".formatted(MOST, machines));
    }
    Fleet fleet = clients.open();
    GroupSize before = fleet.size();
    fleet.scaleTo(machines);
    output.print(
        () ->
            Output.object()
                .put("stack", fleet.stack())
                .put("previous", before.desired())
                .put("desired", machines),
        out -> print(fleet, before, out));
    return 0;
  }

  private void print(Fleet fleet, GroupSize before, PrintWriter out) {
    out.printf(
        "Scaling %s from %s to %s %s.%n",
        fleet.stack(),
        before.desired(),
        machines,
        fleet instanceof Fleet.OnEks ? "nodes" : "instances");
    if (fleet instanceof Fleet.OnEks eks) {
      out.printf(
          "The StatefulSet determines the number of clients:%n  kubectl -n %s scale"
              + " statefulset/%s --replicas=N%n",
          eks.namespace(), eks.statefulSet());
      if (machines == 0) {
        out.println("The cluster itself costs money until its stack is deleted.");
      }
    }
  }
}
