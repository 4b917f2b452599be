package dev.rondo.statemachine;

import static dev.rondo.statemachine.Bench.json;
import static dev.rondo.statemachine.Bench.types;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExecutionTest {
  private final Bench bench = new Bench();

  private void defineWait(String more) {
    String definition =
        "{'QueryLanguage':'JSONata',"
            + more
            + "'StartAt':'W','States':{'W':{'Type':'Wait','Seconds':10,'End':true}}}";
    bench.define("m", Bench.quotes(definition));
  }

  @Test
  void nothingRunsBeforeTheLoopDoes() {
    defineWait("");
    Execution execution = bench.start("m", "1");
    assertThat(types(execution)).containsExactly("ExecutionStarted");
    assertThat(execution.status()).isEqualTo(Execution.Status.RUNNING);
  }

  @Test
  void aMachineThatTakesTooLongTimesOut() {
    defineWait("'TimeoutSeconds':4,");
    Execution execution = bench.start("m", "1");
    bench.time.runAll();
    assertThat(execution.status()).isEqualTo(Execution.Status.TIMED_OUT);
    assertThat(execution.error()).contains("States.Timeout");
    assertThat(bench.time.elapsed()).isEqualTo(Duration.ofSeconds(4));
  }

  @Test
  void anExecutionThatEndsInTimeLeavesNoTimerBehind() {
    defineWait("'TimeoutSeconds':400,");
    bench.start("m", "1");
    bench.time.runAll();
    assertThat(bench.time.elapsed()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void aNameIsTakenForEver() {
    defineWait("");
    bench.service.start("m", "once", json("1"));
    bench.time.runAll();
    assertThatExceptionOfType(ExecutionAlreadyExistsException.class)
        .isThrownBy(() -> bench.service.start("m", "once", json("1")));
  }

  @Test
  void badNamesMachinesAndInputsAreRefused() {
    defineWait("");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bench.service.start("m", "a/b", json("1")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bench.service.start("m", "x".repeat(81), json("1")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bench.service.start("nobody", "a", json("1")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bench.service.start("m", "a", json("'" + "x".repeat(256 * 1024) + "'")));
  }

  @Test
  void listenersHearOfTheEndOnceAlsoWhenTheyComeLate() {
    defineWait("");
    List<String> heard = new ArrayList<>();
    Execution execution = bench.start("m", "1");
    execution.onEnd(ended -> heard.add("early " + ended.status()));
    bench.time.runAll();
    execution.onEnd(ended -> heard.add("late " + ended.status()));
    assertThat(heard).containsExactly("early SUCCEEDED", "late SUCCEEDED");
  }

  @Test
  void theHistoryPrintsALineForEachEvent() {
    defineWait("");
    Execution execution = bench.start("m", "1");
    bench.time.runAll();
    assertThat(execution.history().print().lines())
        .hasSize(4)
        .anyMatch(line -> line.matches(" +3 +10\\.000 s +WaitStateExited +W +\\{\"output\":1}"));
  }

  @Test
  void theSameSeedGivesTheSameHistoryAndAnotherSeedAnother() {
    assertThat(uuids(7)).isEqualTo(uuids(7)).isNotEqualTo(uuids(8));
  }

  private static String uuids(long seed) {
    Bench bench = new Bench(seed);
    Execution execution =
        bench.run("A", "'A':{'Type':'Succeed','Output':['{% $uuid() %}','{% $random() %}']}", "1");
    return execution.history().print();
  }

  @Test
  void payloadSizeIsTheLengthOfTheJsonInUtf8() {
    for (String text : List.of("{'a':[1,2.5,null,true],'b':{}}", "'\\\\u00e4\\\\ud83d\\\\ude00'")) {
      int size = json(text.replace("\\\\", "\\")).toString().getBytes(UTF_8).length;
      assertThat(PayloadLimit.size(json(text.replace("\\\\", "\\")))).isEqualTo(size);
    }
  }

  @Test
  void twoServicesRunOneLoadedMachine() {
    StateMachine machine =
        StateMachine.load(
            "m", Bench.machine("A", "'A':{'Type':'Succeed','Output':'{% $millis() %}'}"), Map.of());
    for (int i = 0; i < 2; i++) {
      Bench other = new Bench();
      other.service.define(machine);
      Execution execution = other.start("m", "1");
      other.time.runAll();
      assertThat(execution.output()).contains(json("" + VirtualTime.START.toEpochMilli()));
    }
  }
}
