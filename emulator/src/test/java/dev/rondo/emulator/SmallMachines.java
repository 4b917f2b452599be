package dev.rondo.emulator;

import dev.rondo.aws.testing.LocalAws;
import dev.rondo.statemachine.table.LanguageTable;
import dev.rondo.statemachine.table.Outcome;
import dev.rondo.statemachine.table.TableCase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.InvalidDefinitionException;

/** Runs the machines of the table on an emulator of AWS, many at once. */
final class SmallMachines implements AutoCloseable {

  /** Most of them wait most of the time, so there are more than processors. */
  private static final int AT_ONCE = 16;

  private final LocalAws aws;
  private final SfnClient sfn;
  private final ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
  private final Map<String, CompletableFuture<Outcome>> outcomes = new LinkedHashMap<>();

  SmallMachines(LocalAws aws) {
    this.aws = aws;
    this.sfn = aws.clients().sfn();
  }

  /** Begins to run all cases. */
  void start(List<TableCase> cases) {
    ScriptedFunction.create(aws, LanguageTable.FUNCTION, Map.of());
    for (TableCase one : cases) {
      outcomes.put(one.name(), CompletableFuture.supplyAsync(() -> run(one), pool));
    }
  }

  /** Waits for the end of a case. */
  Outcome outcome(TableCase one) {
    return Objects.requireNonNull(outcomes.get(one.name()), one.name()).join();
  }

  private Outcome run(TableCase one) {
    String machine;
    try {
      machine =
          sfn.createStateMachine(
                  request ->
                      request
                          .name(one.name())
                          .roleArn(ScriptedFunction.ROLE)
                          .definition(one.machine().toString()))
              .stateMachineArn();
    } catch (InvalidDefinitionException e) {
      return Outcome.refused(String.valueOf(e.getMessage()));
    }
    String execution =
        sfn.startExecution(
                request ->
                    request.stateMachineArn(machine).name(one.name()).input(one.input().toString()))
            .executionArn();
    return EndOfExecution.await(sfn, execution, () -> {});
  }

  @Override
  public void close() {
    pool.shutdownNow();
    aws.close();
  }
}
