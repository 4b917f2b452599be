package dev.rondo.statemachine.definition;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a Task can call, and the arguments it takes. */
public enum TaskResource {
  LAMBDA("arn:aws:states:::lambda:invoke"),
  LAMBDA_WITH_TOKEN("arn:aws:states:::lambda:invoke.waitForTaskToken"),
  START_EXECUTION("arn:aws:states:::states:startExecution"),
  START_EXECUTION_SYNC("arn:aws:states:::states:startExecution.sync:2");

  private final String arn;

  TaskResource(String arn) {
    this.arn = arn;
  }

  public String arn() {
    return arn;
  }

  private boolean isLambda() {
    return this == LAMBDA || this == LAMBDA_WITH_TOKEN;
  }

  /** The argument that names what is called. */
  String required() {
    return isLambda() ? "FunctionName" : "StateMachineArn";
  }

  Set<String> arguments() {
    return isLambda()
        ? Set.of("FunctionName", "Payload")
        : Set.of("StateMachineArn", "Name", "Input");
  }

  static Optional<TaskResource> of(String arn) {
    return Arrays.stream(values()).filter(resource -> resource.arn.equals(arn)).findFirst();
  }

  static String known() {
    return Arrays.stream(values()).map(TaskResource::arn).collect(Collectors.joining(", "));
  }
}
