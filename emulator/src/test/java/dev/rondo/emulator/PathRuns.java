package dev.rondo.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.aws.testing.Emulator;
import dev.rondo.aws.testing.LocalAws;
import dev.rondo.protocol.json.Json;
import dev.rondo.statemachine.paths.RondoPath;
import dev.rondo.statemachine.paths.TestDefinitions;
import dev.rondo.statemachine.paths.Trace;
import dev.rondo.statemachine.table.Interpreter;
import dev.rondo.statemachine.table.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.TaskTimedOutException;

/** Runs the paths through Rondo's machines on an emulator of AWS, many at once. */
final class PathRuns implements AutoCloseable {

  private static final int AT_ONCE = 16;
  private static final String MACHINE = "arn:aws:states:%s:000000000000:stateMachine:%s";
  private static final String ROUND_OF_A_TRAINING = "round-of-a-training";

  private final LocalAws aws;
  private final SfnClient sfn;
  private final Interpreter interpreter;
  private final Path scripts;
  private final ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
  private final Map<String, CompletableFuture<Trace>> traces = new LinkedHashMap<>();

  /**
   * @param scripts an empty folder, where the functions find what they do
   */
  PathRuns(LocalAws aws, Interpreter interpreter, Path scripts) {
    this.aws = aws;
    this.sfn = aws.clients().sfn();
    this.interpreter = interpreter;
    this.scripts = scripts;
  }

  /** Begins to run all paths. */
  void start(List<RondoPath> paths) {
    List<String> functions = new ArrayList<>(TestDefinitions.FUNCTIONS.values());
    functions.addAll(List.of("run", "unmask"));
    for (String function : functions) {
      ScriptedFunction.create(aws, function, Map.of("RONDO_SCRIPTS", scripts.toString()));
    }
    create(ROUND_OF_A_TRAINING, TestDefinitions.ROUND_OF_A_TRAINING);
    for (RondoPath path : paths) {
      traces.put(path.name(), CompletableFuture.supplyAsync(() -> run(path), pool));
    }
  }

  /** Waits for the end of a path. */
  Trace trace(RondoPath path) {
    return Objects.requireNonNull(traces.get(path.name()), path.name()).join();
  }

  private void create(String name, String definition) {
    sfn.createStateMachine(
        request -> request.name(name).roleArn(ScriptedFunction.ROLE).definition(definition));
  }

  private Trace run(RondoPath path) {
    Path folder = write(path);
    ObjectNode machine = TestDefinitions.of(path);
    create(path.name(), definition(path, machine));
    String execution =
        sfn.startExecution(
                request ->
                    request
                        .stateMachineArn(MACHINE.formatted(Emulator.REGION, path.name()))
                        .name(path.name())
                        .input(path.input().toString()))
            .executionArn();
    Outcome outcome = EndOfExecution.await(sfn, execution, () -> sendTokens(folder));
    List<String> states =
        sfn
            .getExecutionHistoryPaginator(request -> request.executionArn(execution))
            .events()
            .stream()
            .map(HistoryEvent::stateEnteredEventDetails)
            .filter(Objects::nonNull)
            .map(entered -> entered.name())
            .filter(machine.required("States")::has)
            .toList();
    return new Trace(states, outcome, calls(folder));
  }

  private String definition(RondoPath path, ObjectNode machine) {
    TestDefinitions.shorten(machine);
    if (interpreter == Interpreter.MINISTACK) {
      TestDefinitions.fixDeadline(machine, path);
    }
    Map<String, String> placeholders = new TreeMap<>(TestDefinitions.FUNCTIONS);
    placeholders.put("Partition", "aws");
    placeholders.put("RoundStateMachine", MACHINE.formatted(Emulator.REGION, ROUND_OF_A_TRAINING));
    placeholders.put("TrainingStateMachine", MACHINE.formatted(Emulator.REGION, path.name()));
    String definition = machine.toString();
    for (Map.Entry<String, String> placeholder : placeholders.entrySet()) {
      definition = definition.replace("${" + placeholder.getKey() + "}", placeholder.getValue());
    }
    return definition;
  }

  private Path write(RondoPath path) {
    try {
      Path folder = Files.createDirectories(scripts.resolve(path.name()));
      for (Map.Entry<String, JsonNode> script : path.script().properties()) {
        Files.writeString(folder.resolve(script.getKey() + ".json"), script.getValue().toString());
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Answers the tokens that functions have left. */
  private void sendTokens(Path folder) {
    for (Path file : files(folder, "token\\.\\d+")) {
      try {
        JsonNode token = Json.parse(Files.readAllBytes(file), JsonNode.class, file.toString());
        Files.delete(file);
        sfn.sendTaskSuccess(
            request ->
                request
                    .taskToken(token.required("token").textValue())
                    .output(token.required("output").toString()));
      } catch (TaskTimedOutException e) {
        // Too late, and then the path goes on by the deadline.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static Map<String, Integer> calls(Path folder) {
    Map<String, Integer> calls = new TreeMap<>();
    for (Path file : files(folder, "(?!token|unfinished)\\w+\\.\\d+")) {
      String name = file.getFileName().toString();
      calls.merge(name.substring(0, name.indexOf('.')), 1, Integer::sum);
    }
    return calls;
  }

  private static List<Path> files(Path folder, String name) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().matches(name)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    pool.shutdownNow();
    aws.close();
  }
}
