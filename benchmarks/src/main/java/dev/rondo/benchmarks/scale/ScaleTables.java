package dev.rondo.benchmarks.scale;

import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.round.AggregationRule;
import dev.rondo.rounds.cost.Prices;
import dev.rondo.rounds.cost.Requests;
import dev.rondo.rounds.scale.AggregationModel;
import dev.rondo.rounds.scale.Division;
import dev.rondo.rounds.scale.Estimate;
import dev.rondo.rounds.scale.RoundLimits;
import dev.rondo.rounds.scale.RoundSize;
import dev.rondo.rounds.scale.Speeds;
import dev.rondo.rounds.scale.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * The tables of docs/scale.md, which a test holds to these. As a program it prints them, and writes
 * the same figures as JSON when a file is named: {@code benchmarks/scale/run}.
 */
public final class ScaleTables {

  /** The parameters of mcmahan-2nn. */
  private static final long PARAMETERS = 199_210;

  private static final double TRAINING_SECONDS = 30;
  private static final int ROUNDS = 1000;
  private static final Prices PRICES = Prices.usEast1();

  /** Of each model. */
  private static final int TENSORS = 20;

  private static final AggregationModel MODEL = AggregationModel.standard();
  private static final Speeds SPEEDS = Speeds.lambda();

  /** Of a worker beside the updates: plan, result, contributors, a listing, the token. */
  private static final int WORKER_REQUESTS = 5;

  private static final int CLIENTS = GradsSharding.CLIENTS;

  private ScaleTables() {}

  public static void main(String[] arguments) throws IOException {
    all().values().forEach(table -> System.out.println(table.markdown()));
    if (arguments.length > 0) {
      Map<String, Object> rows = new LinkedHashMap<>();
      all().forEach((name, table) -> rows.put(name, table.objects()));
      Files.write(Path.of(arguments[0]), Json.bytes(rows));
    }
  }

  /** Every table, by name. */
  public static Map<String, Table> all() {
    Map<String, Table> tables = new LinkedHashMap<>();
    tables.put("published_cases", cases());
    tables.put("arithmetic", arithmetic());
    tables.put("other_paths", otherPaths());
    tables.put("published_design", publishedDesign());
    tables.put("seats_that_fit", RuleTables.seats());
    tables.put("steps", StepTable.of());
    tables.put("multi_krum", RuleTables.multiKrum());
    tables.put("fleet", fleet());
    tables.put("fleet_limits", fleetLimits());
    tables.put("flood", flood());
    return tables;
  }

  /** A table: heads, and rows of as many cells. */
  public record Table(List<String> heads, List<List<String>> rows) {

    String markdown() {
      StringBuilder text = new StringBuilder("| " + String.join(" | ", heads) + " |\n|---|");
      text.append("---:|".repeat(heads.size() - 1)).append('\n');
      rows.forEach(row -> text.append("| ").append(String.join(" | ", row)).append(" |\n"));
      return text.toString();
    }

    List<Map<String, String>> objects() {
      List<Map<String, String>> objects = new ArrayList<>();
      for (List<String> row : rows) {
        Map<String, String> object = new LinkedHashMap<>();
        for (int i = 0; i < heads.size(); i++) {
          object.put(heads.get(i), row.get(i).replace("**", ""));
        }
        objects.add(object);
      }
      return objects;
    }
  }

  private static Estimate chosen(GradsSharding one) {
    int parts = MODEL.divide(size(one.parameters())).parts();
    return parts == 0
        ? MODEL.twoLevel(one.parameters(), CLIENTS)
        : MODEL.inParts(size(one.parameters()), parts);
  }

  private static Table cases() {
    List<List<String>> rows = new ArrayList<>();
    for (GradsSharding one : GradsSharding.published()) {
      Estimate estimate = chosen(one);
      rows.add(
          List.of(
              one.name() + " x " + CLIENTS,
              path(estimate),
              "**" + seconds(estimate.seconds()) + "**",
              seconds(lastBatch(one, estimate) + estimate.seconds()),
              "**" + dollars(estimate.dollars(PRICES)) + "**",
              dollars(estimate.lambdaDollars(PRICES)),
              dollars(estimate.storeDollars(PRICES)),
              dollars(estimate.besideDollars(PRICES)),
              seconds(one.seconds()) + ", $" + text("%.2f", one.dollars()),
              one.treeSeconds() > 0
                  ? seconds(one.treeSeconds()) + ", $" + text("%.2f", one.treeDollars())
                  : "impossible"));
    }
    return new Table(
        List.of(
            "1,000 rounds",
            "path",
            "signal to manifest",
            "last upload to manifest",
            "Lambda + S3",
            "Lambda",
            "S3",
            "plus Step Functions, SQS",
            "GradsSharding",
            "tree"),
        rows);
  }

  private static Table arithmetic() {
    List<String> heads = new ArrayList<>(List.of("one round"));
    List<Estimate> estimates = new ArrayList<>();
    for (GradsSharding one : GradsSharding.published()) {
      heads.add(one.name());
      estimates.add(chosen(one));
    }
    List<List<String>> rows = new ArrayList<>();
    row(rows, "path", estimates, ScaleTables::path);
    row(rows, "workers, billed", estimates, e -> part(e.workerSeconds(), e.workerMb()));
    row(rows, "master, billed", estimates, e -> part(e.masterSeconds(), e.masterMb()));
    row(rows, "part functions, billed", estimates, e -> part(e.partSeconds(), e.partMb()));
    row(rows, "GB-seconds at $0.0000133334", estimates, e -> text("%,.1f", e.gbSeconds()));
    row(
        rows,
        "PUT and LIST at $0.000005",
        estimates,
        e -> text("%,d", e.requests().puts() + e.requests().lists()));
    row(rows, "GET and HEAD at $0.0000004", estimates, e -> text("%,d", e.requests().gets()));
    row(rows, "invocations at $0.0000002", estimates, e -> text("%,d", e.invocations()));
    row(rows, "transitions at $0.000025", estimates, e -> text("%,d", e.transitions()));
    return new Table(heads, rows);
  }

  private static void row(
      List<List<String>> rows,
      String name,
      List<Estimate> estimates,
      Function<Estimate, String> cell) {
    List<String> row = new ArrayList<>(List.of(name));
    estimates.forEach(estimate -> row.add(cell.apply(estimate)));
    rows.add(row);
  }

  private static Table otherPaths() {
    List<List<String>> rows = new ArrayList<>();
    for (long mb : List.of(43L, 100L, 512L, 5000L)) {
      long parameters = mb * 250_000;
      rows.add(
          List.of(
              mb + " MB x " + CLIENTS,
              twoLevel(parameters, 1),
              twoLevel(parameters, 2),
              twoLevel(parameters, CLIENTS),
              inParts(parameters, 4),
              inParts(parameters, 8),
              inParts(parameters, 40)));
    }
    return new Table(
        List.of(
            "signal to manifest; 1,000 rounds",
            "two-level, one batch",
            "two-level, two batches",
            "two-level, one by one",
            "4 parts",
            "8 parts",
            "40 parts"),
        rows);
  }

  private static String inParts(long parameters, int parts) {
    return both(MODEL.inParts(size(parameters), parts));
  }

  private static RoundSize size(long parameters) {
    return new RoundSize(parameters, TENSORS, CLIENTS, AggregationRule.WEIGHTED);
  }

  private static String twoLevel(long parameters, int batches) {
    return MODEL.fits(size(parameters), Division.of(0))
        ? both(MODEL.twoLevel(parameters, CLIENTS, batches))
        : "does not fit";
  }

  /** From the last upload to the signal, when that upload ends a batch. */
  private static double lastBatch(GradsSharding one, Estimate estimate) {
    long model = 4 * one.parameters();
    Workers workers = Workers.forModel(model);
    int batch = Math.min(CLIENTS, workers.batch());
    double sums = estimate.parts() == 0 ? 2 : 0;
    return workers.windowSeconds()
        + SPEEDS.invokeSeconds()
        + SPEEDS.seconds(model * (batch + sums), batch + WORKER_REQUESTS);
  }

  private static Table publishedDesign() {
    List<List<String>> rows = new ArrayList<>();
    for (GradsSharding one : GradsSharding.published()) {
      double modelled = one.modelledDollars(PRICES);
      rows.add(
          List.of(
              one.name() + " x " + CLIENTS,
              Integer.toString(one.parts()),
              seconds(one.seconds()),
              seconds(one.modelledSeconds()),
              text("%+.0f %%", 100 * (one.modelledSeconds() / one.seconds() - 1)),
              "$" + text("%.2f", one.dollars()),
              "$" + text("%.2f", modelled),
              text("%+.0f %%", 100 * (modelled / one.dollars() - 1))));
    }
    return new Table(
        List.of(
            "GradsSharding",
            "parts",
            "published",
            "our model",
            "error",
            "published, 1,000 rounds",
            "our model",
            "error"),
        rows);
  }

  private static List<Fleet> fleets() {
    return List.of(1_000, 10_000, 100_000, 1_000_000).stream()
        .map(clients -> Fleet.of(clients, PARAMETERS, TRAINING_SECONDS))
        .toList();
  }

  private static Table fleet() {
    List<List<String>> rows = new ArrayList<>();
    for (Fleet fleet : fleets()) {
      Requests requests = fleet.requests();
      rows.add(
          List.of(
              text("%,d", fleet.clients()),
              text("%,d", fleet.batch()),
              text("%,d", fleet.workers()),
              seconds(fleet.seconds()),
              "$" + text("%,.3f", fleet.dollars(PRICES)),
              text("%,d", requests.puts()),
              text("%,d", requests.gets()),
              text("%,d", requests.lists()),
              text("%,d", requests.queue()),
              text("%.1f", (double) requests.store() / fleet.clients())));
    }
    return new Table(
        List.of(
            "clients per round",
            "batch",
            "workers",
            "time",
            "dollars per round",
            "PUT",
            "GET",
            "LIST",
            "SQS",
            "S3 requests per client"),
        rows);
  }

  private static Table fleetLimits() {
    List<Fleet> fleets = fleets();
    List<String> heads = new ArrayList<>(List.of("seconds due to each limit"));
    fleets.forEach(fleet -> heads.add(text("%,d clients", fleet.clients())));
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < fleets.get(0).bounds().size(); i++) {
      List<String> row = new ArrayList<>(List.of(fleets.get(0).bounds().get(i).what()));
      for (Fleet fleet : fleets) {
        Fleet.Bound bound = fleet.bounds().get(i);
        String cell = text("%,.1f", bound.seconds());
        cell = bound.equals(fleet.binding()) ? "**" + cell + "**" : cell;
        row.add(bound.isExceeded() ? cell + ", over " + text("%.0f", bound.limit()) : cell);
      }
      rows.add(row);
    }
    List<String> documents = new ArrayList<>(List.of("MB of the largest document (limit 64)"));
    fleets.forEach(fleet -> documents.add(text("%,.1f", fleet.documentBytes() / 1e6)));
    rows.add(documents);
    return new Table(heads, rows);
  }

  private static Table flood() {
    List<List<String>> rows = new ArrayList<>();
    for (Flood flood : Flood.values()) {
      rows.add(flood(flood, flood.title(), 100));
    }
    for (Flood flood : List.of(Flood.TOO_LARGE, Flood.BOGUS)) {
      rows.add(flood(flood, flood.title() + ", 100,000 seats", RoundLimits.MAX_SEATS));
    }
    return new Table(
        List.of("100,000 uploads, in batches of ten", "PUT", "GET", "LIST", "dollars"), rows);
  }

  private static List<String> flood(Flood flood, String title, int seats) {
    Requests requests = flood.requests(Flood.EVENTS, Flood.BATCH, seats);
    return List.of(
        title,
        text("%,d", requests.puts()),
        text("%,d", requests.gets()),
        text("%,d", requests.lists()),
        "$" + text("%.2f", flood.dollars(Flood.EVENTS, Flood.BATCH, seats, PRICES)));
  }

  private static String path(Estimate estimate) {
    return estimate.parts() == 0 ? "two-level" : estimate.parts() + " parts";
  }

  private static String both(Estimate estimate) {
    return seconds(estimate.seconds()) + ", " + dollars(estimate.dollars(PRICES));
  }

  private static String part(double seconds, int memoryMb) {
    return seconds == 0 ? "" : text("%,.1f s x %d MB", seconds, memoryMb);
  }

  private static String seconds(double seconds) {
    return text(seconds < 100 ? "%.1f s" : "%,.0f s", seconds);
  }

  private static String dollars(double dollarsARound) {
    return "$" + text("%,.2f", ROUNDS * dollarsARound);
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
