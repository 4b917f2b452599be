package dev.rondo.benchmarks.cost;

import dev.rondo.rounds.cost.Caller;
import dev.rondo.rounds.cost.Prices;
import dev.rondo.rounds.cost.Protection;
import dev.rondo.rounds.cost.Requests;
import dev.rondo.rounds.cost.RoundRequests;
import dev.rondo.rounds.cost.RoundShape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * The tables of docs/cost.md, which a test holds to these. As a program it prints them:
 *
 * <pre>
 * java -cp "benchmarks/target/classes:benchmarks/target/lib/*" dev.rondo.benchmarks.cost.CostTables
 * </pre>
 */
public final class CostTables {

  /** The parameters of mcmahan-2nn. */
  private static final long PARAMETERS = 199_210;

  /** In which a hundred single updates are folded, by the model of {@code rounds.scale}. */
  private static final int GROUPS = 7;

  private static final int ROUNDS = 1000;
  private static final double TRAINING_SECONDS = 30;
  private static final Prices PRICES = Prices.usEast1();

  /** 10 and 100 clients with leased data shards, in full batches and one by one. */
  static final List<RoundShape> SHAPES =
      List.of(shape(10, 1), shape(10, 10), shape(100, 5), shape(100, 100).inGroups(GROUPS));

  private CostTables() {}

  public static void main(String[] arguments) {
    all().forEach(System.out::println);
  }

  /** Every table, as Markdown. */
  public static List<String> all() {
    return List.of(
        invocations(), requests(), dollars(), protection(), metrics(), idle(), network());
  }

  /** Who asks S3 how often in a round. */
  static String requests() {
    Table table = new Table("requests of a round");
    SHAPES.forEach(shape -> table.column(title(shape)));
    for (Caller part : Caller.values()) {
      if (part == Caller.UNMASK) {
        continue; // These rounds have no masks.
      }
      table.row(part.title(), shape -> text(RoundRequests.of(part, shape)));
    }
    table.row("**total**", shape -> text(RoundRequests.of(shape)));
    return table.text();
  }

  /** What a round calls. */
  static String invocations() {
    Table table = new Table("a round");
    SHAPES.forEach(shape -> table.column(title(shape)));
    table.row("state transitions", shape -> Integer.toString(RoundRequests.transitions(shape)));
    table.row(
        "additional in a training", shape -> Integer.toString(RoundRequests.TRAINING_TRANSITIONS));
    table.row("Lambda invocations", shape -> number(RoundRequests.invocations(shape)));
    table.row("S3 requests", shape -> number(RoundRequests.of(shape).store()));
    table.row("SQS requests", shape -> number(RoundRequests.of(shape).queue()));
    return table.text();
  }

  /** What 1,000 rounds cost. */
  static String dollars() {
    Table table = new Table("dollars per 1,000 rounds");
    SHAPES.forEach(shape -> table.column(title(shape)));
    int lines = cost(SHAPES.get(0)).lines(ROUNDS).size();
    for (int i = 0; i < lines; i++) {
      int line = i;
      table.row(
          cost(SHAPES.get(0)).lines(ROUNDS).get(line).what(),
          shape -> dollars(cost(shape).lines(ROUNDS).get(line).dollars()));
    }
    table.row("**total**", shape -> "**" + dollars(cost(shape).dollars(ROUNDS)) + "**");
    return table.text();
  }

  /** What privacy and masks add to a round. */
  static String protection() {
    Map<String, Protection> kinds = new LinkedHashMap<>();
    kinds.put("neither", Protection.NONE);
    kinds.put("`privacy: gaussian`", Protection.GAUSSIAN);
    kinds.put("`privacy: blt`, two buffers", Protection.blt(2));
    kinds.put("`secure_aggregation: helper`, both accounts", Protection.MASKS);
    kinds.put("both, with `blt`", Protection.blt(2).withMasks());
    StringBuilder text =
        new StringBuilder(
            "| a round in full batches | 10 clients: S3 requests | 1,000 rounds"
                + " | 100 clients: S3 requests | 1,000 rounds |\n|---|---:|---:|---:|---:|\n");
    kinds.forEach(
        (name, protection) -> {
          text.append("| ").append(name);
          for (RoundShape plain : List.of(SHAPES.get(0), SHAPES.get(2))) {
            RoundShape shape = plain.with(protection);
            text.append(" | ").append(number(RoundRequests.of(shape).store()));
            text.append(" | ").append(dollars(cost(shape).dollars(ROUNDS)));
          }
          text.append(" |\n");
        });
    return text.toString();
  }

  /** What custom metrics cost, which are paid by the hour in which they are sent. */
  static String metrics() {
    StringBuilder text =
        new StringBuilder(
            "| custom metrics | per job | an hour with rounds | rounds in every hour |\n");
    text.append("|---|---:|---:|---:|\n");
    for (int clients : List.of(10, 100)) {
      MetricCost cost = new MetricCost(clients, PRICES);
      text.append("| ").append(clients).append(" clients | ").append(cost.metrics());
      text.append(" | ").append(String.format(Locale.ROOT, "$%.4f", cost.dollarsAnHour()));
      text.append(" | ").append(dollars(cost.dollarsAMonth())).append(" a month |\n");
    }
    return text.toString();
  }

  /** What a month without rounds costs. */
  static String idle() {
    StringBuilder text = new StringBuilder("| a month without rounds | 10 agents | 100 agents |\n");
    text.append("|---|---:|---:|\n");
    IdleCost ten = new IdleCost(10, PRICES);
    IdleCost hundred = new IdleCost(100, PRICES);
    for (int i = 0; i < ten.lines().size(); i++) {
      CostLine few = ten.lines().get(i);
      CostLine many = hundred.lines().get(i);
      text.append("| ").append(few.what()).append(" | ").append(withQuantity(few));
      text.append(" | ").append(withQuantity(many)).append(" |\n");
    }
    text.append("| **total** | **").append(dollars(ten.dollars())).append("** | **");
    return text.append(dollars(hundred.dollars())).append("** |\n").toString();
  }

  /** What a month of each way to AWS costs. */
  static String network() {
    StringBuilder text =
        new StringBuilder("| client network, 2 zones, a month | 10 instances | 100 instances |\n");
    text.append("|---|---:|---:|\n");
    List<CostLine> ten = new NetworkCost(10, 2, PRICES).lines();
    List<CostLine> hundred = new NetworkCost(100, 2, PRICES).lines();
    for (int i = 0; i < ten.size(); i++) {
      text.append("| ").append(ten.get(i).what()).append(" | ").append(withQuantity(ten.get(i)));
      text.append(" | ").append(withQuantity(hundred.get(i))).append(" |\n");
    }
    return text.toString();
  }

  private static RoundShape shape(int updates, int batches) {
    return new RoundShape(updates, batches, PARAMETERS, TRAINING_SECONDS, true).onLeasedData();
  }

  private static RoundCost cost(RoundShape shape) {
    return new RoundCost(shape, PRICES);
  }

  private static String title(RoundShape shape) {
    String batches = shape.batches() == shape.updates() ? "one by one" : "in full batches";
    return shape.updates() + " clients, " + batches;
  }

  private static String text(Requests requests) {
    return String.format(
        Locale.ROOT,
        "%,d / %,d / %,d / %,d",
        requests.puts(),
        requests.gets(),
        requests.lists(),
        requests.queue());
  }

  private static String withQuantity(CostLine line) {
    return line.quantity() + ": " + dollars(line.dollars());
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String dollars(double dollars) {
    return String.format(Locale.ROOT, "$%,.2f", dollars);
  }

  /** A table with a column for each shape of a round. */
  private static final class Table {

    private final StringBuilder head;
    private final StringBuilder rows = new StringBuilder();

    Table(String title) {
      head = new StringBuilder("| " + title + " |");
    }

    void column(String title) {
      head.append(' ').append(title).append(" |");
    }

    void row(String title, Function<RoundShape, String> cell) {
      rows.append("| ").append(title).append(" |");
      SHAPES.forEach(shape -> rows.append(' ').append(cell.apply(shape)).append(" |"));
      rows.append('\n');
    }

    String text() {
      return head + "\n|---|" + "---:|".repeat(SHAPES.size()) + "\n" + rows;
    }
  }
}
