package dev.rondo.statemachine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadTest {
  private static final String TASK =
      "'A':{'Type':'Task','Resource':'arn:aws:states:::lambda:invoke',"
          + "'Arguments':{'FunctionName':'f'},%s'End':true}";

  private static List<String> problems(String definition) {
    InvalidStateMachineException refused =
        catchThrowableOfType(
            InvalidStateMachineException.class, () -> StateMachine.load("m", definition, Map.of()));
    return refused == null ? List.of() : refused.problems();
  }

  private static List<String> problemsOfStates(String states) {
    return problems(Bench.machine("A", states));
  }

  @Test
  void thePartitionOfAResourceIsFilledIn() {
    String task = TASK.replace("arn:aws:", "arn:${Partition}:").formatted("");

    assertThat(problemsOfStates(task)).isEmpty();
  }

  @Test
  void allProblemsAreListedAtOnceWithTheirPlaces() {
    assertThat(
            problemsOfStates(
                "'A':{'Type':'Pass','InputPath':'$','Next':'Nowhere'},"
                    + "'B':{'Type':'Parallel'},'C':{'Type':'Wait','End':true}"))
        .anyMatch(problem -> problem.startsWith("/States/A/InputPath: belongs to JSONPath"))
        .anyMatch(problem -> problem.startsWith("/States/B/Type: Parallel"))
        .anyMatch(problem -> problem.startsWith("/States/C/Seconds"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'A':{'Type':'Pass','Next':'B'} | /States/A/Next: there is no state B",
        "'A':{'Type':'Pass','End':true},'B':{'Type':'Pass','End':true} | /States/B: cannot be",
        "'A':{'Type':'Pass','Next':'A'} | /States: no state",
        "'A':{'Type':'Pass'} | /States/A/Next: a state has either",
        "'A':{'Type':'Pass','Next':'A','End':true} | /States/A/Next: a state has either",
        "'B':{'Type':'Succeed'} | /StartAt: there is no state A",
        "'A':{'Type':'Pass','End':true,'Output':'{% 1 + %}'} | /States/A/Output: not a JSONata",
        "'A':{'Type':'Pass','End':true,'Output':'{% 1'} | /States/A/Output: an expression",
        "'A':{'Type':'Pass','End':true,'Output':['{% $eval(`1`) %}']} | /States/A/Output/0: $eval",
        "'A':{'Type':'Pass','End':true,'Output':'{% $states.result %}'} | $states.result does not",
        "'A':{'Type':'Pass','End':true,'Assign':{'states':1}} | /States/A/Assign/states: is no",
        "'A':{'Type':'Pass','End':true,'Assign':[1]} | /States/A/Assign: must be an object",
        "'A':{'Type':'Pass','End':true,'QueryLanguage':'JSONPath'} | /States/A/QueryLanguage",
        "'A':{'Type':'Pass','End':true,'Output':'${Nobody}'} | nothing is given for ${Nobody}",
        "'A':{'Type':'Choice','Choices':[{'Condition':true,'Next':'A'}]} | /States/A/Default",
        "'A':{'Type':'Choice','Choices':[{'Condition':true,'Next':'A'}],'Default':'Z'} |"
            + " A/Default:",
        "'A':{'Type':'Choice','Choices':[],'Default':'A'} | /States/A/Choices: must be",
        "'A':{'Type':'Choice','Choices':[{'Next':'A'}],'Default':'A'} | Choices/0/Condition",
        "'A':{'Type':'Wait','Seconds':-1,'End':true} | /States/A/Seconds: must be a whole",
        "'A':{'Type':'Wait','Seconds':1,'Timestamp':'x','End':true} | /States/A/Seconds",
        "'A':{'Type':'Wait','Timestamp':'noon','End':true} | /States/A/Timestamp: must be",
        "'A':{'Type':'Succeed','End':true} | /States/A/End: is not supported",
        "'A':{'Type':'Fail','ErrorPath':'$.e'} | /States/A/ErrorPath: belongs to JSONPath",
        "'A':{'Type':'Task','Resource':'arn:aws:states:::sqs:sendMessage','End':true} | /Resource",
        "'A':{'Type':'Map','End':true} | /States/A/ItemProcessor: is missing",
      })
  void refuses(String states, String problem) {
    assertThat(problemsOfStates(states)).anyMatch(text -> text.contains(problem));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'HeartbeatSeconds':5, | /States/A/HeartbeatSeconds: heartbeats",
        "'TimeoutSeconds':0, | /States/A/TimeoutSeconds: must be a whole number",
        "'TimeoutSeconds':1.5, | /States/A/TimeoutSeconds: must be a whole number",
        "'Retry':[{'ErrorEquals':[]}], | /States/A/Retry/0/ErrorEquals",
        "'Retry':[{'ErrorEquals':['X'],'BackoffRate':0.5}], | Retry/0/BackoffRate",
        "'Retry':[{'ErrorEquals':['X'],'IntervalSeconds':0}], | Retry/0/IntervalSeconds",
        "'Retry':[{'ErrorEquals':['X'],'MaxDelaySeconds':1}], | Retry/0/MaxDelaySeconds",
        "'Retry':[{'ErrorEquals':['X'],'JitterStrategy':'HALF'}], | Retry/0/JitterStrategy",
        "'Retry':[{'ErrorEquals':['States.ALL','X']}], | States.ALL stands alone",
        "'Retry':[{'ErrorEquals':['States.ALL']},{'ErrorEquals':['X']}], | in the last rule",
        "'Catch':[{'ErrorEquals':['States.TimeOut'],'Next':'A'}], | States.TimeOut is none",
        "'Catch':[{'ErrorEquals':['States.Runtime'],'Next':'A'}], | always fails the execution",
        "'Catch':[{'ErrorEquals':['X']}], | /States/A/Catch/0/Next: is missing",
        "'Catch':[{'ErrorEquals':['X'],'ResultPath':'$','Next':'A'}], | /ResultPath: belongs",
        "'Parameters':{}, | /States/A/Parameters: belongs to JSONPath",
        "'Credentials':{}, | /States/A/Credentials: is not supported",
      })
  void refusesInATask(String fields, String problem) {
    assertThat(problemsOfStates(TASK.formatted(fields))).anyMatch(text -> text.contains(problem));
  }

  @Test
  void theTaskOfTheseTestsIsValidByItself() {
    assertThat(problemsOfStates(TASK.formatted(""))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ | not JSON at line 1",
        "{'QueryLanguage':'JSONata','QueryLanguage':'JSONata'} | not JSON",
        "[] | must be an object",
        "{'StartAt':'A','States':{'A':{'Type':'Succeed'}}} | /QueryLanguage: must be JSONata",
        "{'QueryLanguage':'JSONata','StartAt':'A'} | /States: must be an object",
        "{'QueryLanguage':'JSONata','StartAt':'A','States':{},'Version':'2.0'} | /Version",
        "{'QueryLanguage':'JSONata','StartAt':'A','States':{},'Extra':1} | /Extra: is not",
      })
  void refusesAMachine(String definition, String problem) {
    assertThat(problems(Bench.quotes(definition))).anyMatch(text -> text.contains(problem));
  }

  @Test
  void aTokenTaskMustPassItsTokenOn() {
    assertThat(
            problemsOfStates(
                "'A':{'Type':'Task','End':true,"
                    + "'Resource':'arn:aws:states:::lambda:invoke.waitForTaskToken',"
                    + "'Arguments':{'FunctionName':'f','Payload':{}}}"))
        .anyMatch(problem -> problem.contains("Task.Token"));
  }

  @Test
  void unknownArgumentsAreRefused() {
    assertThat(
            problemsOfStates(
                "'A':{'Type':'Task','End':true,'Resource':'arn:aws:states:::lambda:invoke',"
                    + "'Arguments':{'Qualifier':'1'}}"))
        .anyMatch(problem -> problem.startsWith("/States/A/Arguments/Qualifier: is not"))
        .anyMatch(problem -> problem.startsWith("/States/A/Arguments/FunctionName: is missing"));
  }

  @Test
  void aMapMayNotSetAVariableOfTheFlowAroundIt() {
    assertThat(
            problemsOfStates(
                "'A':{'Type':'Map','Assign':{'v':1},'End':true,'ItemProcessor':{'StartAt':'B',"
                    + "'States':{'B':{'Type':'Pass','Assign':{'v':2},'End':true}}}}"))
        .anyMatch(problem -> problem.contains("$v is set outside of this Map"));
  }

  @Test
  void aMapMustBeInline() {
    assertThat(
            problemsOfStates(
                "'A':{'Type':'Map','End':true,'ToleratedFailureCount':1,'ItemProcessor':{"
                    + "'ProcessorConfig':{'Mode':'DISTRIBUTED'},'StartAt':'B',"
                    + "'States':{'B':{'Type':'Succeed'}}}}"))
        .anyMatch(problem -> problem.contains("only INLINE is supported"))
        .anyMatch(problem -> problem.contains("/ToleratedFailureCount: only inline maps"));
  }

  @Test
  void substitutionsFillStringsAtAnyDepth() {
    String definition =
        Bench.machine("A", "'A':{'Type':'Succeed','Output':{'x':['${One}-{% is no start']}}");
    assertThat(StateMachine.load("m", definition, Map.of("One", "1")).name()).isEqualTo("m");
  }
}
