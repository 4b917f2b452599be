package dev.rondo.cli.doctor;

import dev.rondo.operations.account.FunctionState;
import dev.rondo.operations.account.FunctionState.Snapshot;
import java.util.Optional;

/** Checks the version of a function that rounds invoke. */
final class CalledFunction {

  private CalledFunction() {}

  /** Empty if the function is ready. */
  static Optional<Finding> finding(String step, FunctionState found) {
    String subject = "function " + step;
    String says = "it is " + found.state() + found.reason().map(reason -> ": " + reason).orElse("");
    return switch (found.state()) {
      case "Active" -> active(subject, found.snapshot());
      case "Inactive" ->
          Optional.of(
              Finding.note(
                  subject,
                  says + " after two weeks without invocations",
                  "no action needed: the next round activates it, which takes some minutes"));
      case "Pending" ->
          Optional.of(
              Finding.note(
                  subject,
                  says,
                  "its snapshot is being created. Check again in some minutes. Rounds can be started;"
                      + " invocations are retried until then"));
      default ->
          Optional.of(
              Finding.wrong(
                  subject,
                  says,
                  "the function failed to start while its snapshot was created, so rounds cannot run."
                      + " Read its log group (stack output FunctionLogGroups), then redeploy the"
                      + " stack"));
    };
  }

  private static Optional<Finding> active(String subject, Snapshot snapshot) {
    if (snapshot != Snapshot.MISSING) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.note(
            subject,
            "it is active, but has no snapshot (SnapStart), so cold starts are some seconds slower",
            "rounds can run. To create a snapshot, change the function (for example its memory) and"
                + " redeploy the stack"));
  }
}
