package dev.rondo.cli.report;

import java.nio.file.Path;
import java.util.*;

final class Demo {
  public static void main(String[] a) throws Exception {
    Path out = Path.of("/tmp/demo-report");
    long t = System.nanoTime();
    RunReport.write(
        out.resolve("c100"),
        "mcmahan-2nn-iid-3f2a",
        Rows.rounds(300),
        Rows.clients(100, 300),
        OptionalDouble.of(0.97));
    System.out.println("cold ms " + (System.nanoTime() - t) / 1e6);
    t = System.nanoTime();
    RunReport.write(
        out.resolve("c100b"),
        "mcmahan-2nn-iid-3f2a",
        Rows.rounds(300),
        Rows.clients(100, 300),
        OptionalDouble.of(0.97));
    System.out.println("warm ms " + (System.nanoTime() - t) / 1e6);
    t = System.nanoTime();
    RunReport.write(
        out.resolve("c100"),
        "mcmahan-2nn-iid-3f2a",
        Rows.rounds(300),
        Rows.clients(100, 300),
        OptionalDouble.of(0.97));
    System.out.println("again ms " + (System.nanoTime() - t) / 1e6);
    RunReport.write(
        out.resolve("c10"),
        "kubefl-cnn",
        Rows.rounds(50),
        Rows.clients(10, 50),
        OptionalDouble.of(0.97));
    RunReport.write(out.resolve("one"), "one round", Rows.rounds(1), Rows.clients(10, 1));
    List<RoundRow> none = new ArrayList<>();
    for (int r = 1; r <= 12; r++)
      none.add(Rows.committed(r, 0.3, OptionalDouble.empty(), OptionalDouble.empty()));
    RunReport.write(out.resolve("noeval"), "no evaluation", none, Rows.clients(20, 12));
    List<RoundRow> ab = new ArrayList<>(Rows.rounds(40));
    for (int r : new int[] {7, 18, 19, 20, 33}) ab.set(r - 1, Rows.abandoned(r));
    List<ClientRow> c = new ArrayList<>(Rows.clients(100, 40));
    c.removeIf(x -> Set.of(7, 18, 19, 20, 33).contains(x.round()));
    RunReport.write(out.resolve("aband"), "with drop-outs", ab, c, OptionalDouble.of(0.97));
    RunReport.write(out.resolve("empty"), "nothing", List.of(), List.of());
  }
}
