package dev.rondo.cli.doctor;

import dev.rondo.operations.account.FunctionState;
import dev.rondo.operations.account.FunctionState.Snapshot;
import java.util.Optional;

/** What there is to say about the version of a function that rounds call. */
final class CalledFunction {

  private CalledFunction() {}

  /** Empty when it is as it should be. */
  static Optional<Finding> finding(String step, FunctionState found) {
    String subject = "function " + step;
    String says = "it is " + found.state() + found.reason().map(reason -> ": " + reason).orElse("");
    return switch (found.state()) {
      case "Active" -> active(subject, found.snapshot());
      case "Inactive" ->
          Optional.of(
              Finding.note(
                  subject,
                  says + ", as nobody has called it for two weeks",
                  "nothing: the next round makes it ready again, which takes some minutes"));
      case "Pending" ->
          Optional.of(
              Finding.note(
                  subject,
                  says,
                  "it is being made ready, with its snapshot: ask again in some minutes; a round"
                      + " may be started, its calls are tried again meanwhile"));
      default ->
          Optional.of(
              Finding.wrong(
                  subject,
                  says,
                  "a snapshot is taken of the function's start, which has failed: read its log"
                      + " group (the stack's output FunctionLogGroups), then deploy the stack"
                      + " again; rounds cannot be played before"));
    };
  }

  private static Optional<Finding> active(String subject, Snapshot snapshot) {
    if (snapshot != Snapshot.MISSING) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.note(
            subject,
            "it can be called, but has no snapshot (SnapStart), so calls start some seconds later",
            "rounds go on; deploy the stack again with a change of the function (its memory will"
                + " do), which publishes a version with a snapshot"));
  }
}
