package dev.rondo.statemachine;

import static dev.rondo.statemachine.Bench.json;
import static dev.rondo.statemachine.Bench.output;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MapTest {
  private final Bench bench = new Bench();
  private final List<Long> starts = new ArrayList<>();

  @BeforeEach
  void function() {
    bench.slowFunction(
        "f",
        Duration.ofSeconds(10),
        payload -> {
          starts.add(bench.time.elapsed().toSeconds());
          if (payload.asText().equals("bad")) {
            throw new FunctionError("Bad", "item");
          }
          return payload;
        });
  }

  private Execution run(String fields, String input) {
    return bench.run(
        "M",
        "'M':{'Type':'Map',"
            + fields
            + "'ItemProcessor':{'ProcessorConfig':{'Mode':'INLINE'},'StartAt':'T','States':{"
            + "'T':{'Type':'Task','Resource':'arn:aws:states:::lambda:invoke',"
            + "'Arguments':{'FunctionName':'f','Payload':'{% $states.input %}'},"
            + "'Output':'{% $states.result.Payload %}','End':true}}},'Next':'Z'},"
            + "'Z':{'Type':'Succeed'}",
        input);
  }

  @Test
  void runsAllItemsAtOnceAndKeepsTheirOrder() {
    assertThat(output(run("", "[3,1,2]"))).isEqualTo(json("[3,1,2]"));
    assertThat(starts).containsExactly(0L, 0L, 0L);
  }

  @Test
  void maxConcurrencyBoundsWhatRunsAtOnce() {
    assertThat(output(run("'MaxConcurrency':'{% 2 %}',", "[1,2,3,4,5]")))
        .isEqualTo(json("[1,2,3,4,5]"));
    assertThat(starts).containsExactly(0L, 0L, 10L, 10L, 20L);
  }

  @Test
  void itemsAndItemSelectorShapeTheInput() {
    Execution execution =
        run(
            "'Items':'{% $states.input.all %}','ItemSelector':{"
                + "'i':'{% $states.context.Map.Item.Index %}',"
                + "'v':'{% $states.context.Map.Item.Value %}','t':'{% $states.input.t %}'},",
            "{'all':['a','b'],'t':9}");
    assertThat(output(execution)).isEqualTo(json("[{'i':0,'v':'a','t':9},{'i':1,'v':'b','t':9}]"));
  }

  @Test
  void anEmptyArrayGivesAnEmptyArray() {
    assertThat(output(run("", "[]"))).isEqualTo(json("[]"));
  }

  @Test
  void anythingButAnArrayIsAnError() {
    assertThat(run("", "{'a':1}").error()).contains("States.QueryEvaluationError");
  }

  @Test
  void oneFailureStopsTheOthersAndIsTheErrorOfTheMap() {
    Execution execution = run("'MaxConcurrency':1,", "[1,'bad',3]");
    assertThat(execution.error()).contains("Bad");
    assertThat(starts).hasSize(2);
    assertThat(bench.time.pending()).isZero();
  }

  @Test
  void aFailureCanBeCaught() {
    Execution execution =
        run("'Catch':[{'ErrorEquals':['Bad'],'Output':'caught','Next':'Z'}],", "['bad']");
    assertThat(output(execution)).isEqualTo(json("'caught'"));
  }

  @Test
  void aRetryRunsAllItemsAgain() {
    run("'Retry':[{'ErrorEquals':['Bad'],'MaxAttempts':1}],", "[1,'bad']");
    assertThat(starts).containsExactly(0L, 0L, 11L, 11L);
  }

  @Test
  void variablesAreReadFromOutsideAndStayInside() {
    String states =
        "'A':{'Type':'Pass','Assign':{'o':10},'Next':'M'},"
            + "'M':{'Type':'Map','ItemProcessor':{'StartAt':'P','States':{"
            + "'P':{'Type':'Pass','Assign':{'inner':'{% $states.input + $o %}'},'Next':'Q'},"
            + "'Q':{'Type':'Succeed','Output':'{% $inner %}'}}},'Next':'Z'},"
            + "'Z':{'Type':'Succeed','Output':['{% $states.input %}','{% $exists($inner) %}']}";
    assertThat(output(bench.run("A", states, "[1,2]"))).isEqualTo(json("[[11,12],false]"));
  }
}
