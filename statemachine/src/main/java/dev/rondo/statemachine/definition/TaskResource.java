package dev.rondo.statemachine.definition;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a Task can call, and the arguments it takes. */
public enum TaskResource {
  LAMBDA("arn:aws:states:::lambda:invoke", "FunctionName", Set.of("FunctionName", "Payload")),
  LAMBDA_WITH_TOKEN(
      "arn:aws:states:::lambda:invoke.waitForTaskToken",
      "FunctionName",
      Set.of("FunctionName", "Payload")),
  START_EXECUTION(
      "arn:aws:states:::states:startExecution",
      "StateMachineArn",
      Set.of("StateMachineArn", "Name", "Input")),
  START_EXECUTION_SYNC(
      "arn:aws:states:::states:startExecution.sync:2",
      "StateMachineArn",
      Set.of("StateMachineArn", "Name", "Input"));

  private final String arn;
  private final String required;
  private final Set<String> arguments;

  TaskResource(String arn, String required, Set<String> arguments) {
    this.arn = arn;
    this.required = required;
    this.arguments = arguments;
  }

  public String arn() {
    return arn;
  }

  String required() {
    return required;
  }

  Set<String> arguments() {
    return arguments;
  }

  static Optional<TaskResource> of(String arn) {
    return Arrays.stream(values()).filter(resource -> resource.arn.equals(arn)).findFirst();
  }

  static String known() {
    return Arrays.stream(values()).map(TaskResource::arn).collect(Collectors.joining(", "));
  }
}
