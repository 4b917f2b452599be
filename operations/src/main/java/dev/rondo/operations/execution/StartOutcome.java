package dev.rondo.operations.execution;

/** What became of a wish to start an execution. */
public sealed interface StartOutcome {

  /** The execution's ARN. */
  String execution();

  /** It has begun, or the same one, with the same input, is under way already. */
  record Started(String execution) implements StartOutcome {}

  /** The name is another's; Step Functions refuses it for 90 days. */
  record NameTaken(String execution) implements StartOutcome {}
}
