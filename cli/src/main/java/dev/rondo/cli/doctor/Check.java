package dev.rondo.cli.doctor;

import dev.rondo.aws.AwsException;
import dev.rondo.operations.account.AwsFailure;
import dev.rondo.operations.stack.StackException;
import dev.rondo.protocol.store.StoreException;
import java.util.List;
import java.util.function.Supplier;

/** Runs a check. If it fails to run, that is its finding. */
final class Check {

  private Check() {}

  /** Of what every operator may ask. */
  static List<Finding> run(String subject, Supplier<List<Finding>> check) {
    try {
      return check.get();
    } catch (AwsException | StoreException e) {
      return List.of(Finding.wrong(subject, "the check failed", explain(e)));
    }
  }

  /** Of what only some operators may ask: a denied request is a note. */
  static List<Finding> ifAllowed(String subject, Supplier<List<Finding>> check) {
    try {
      return check.get();
    } catch (AwsException e) {
      return List.of(
          AwsFailure.isDenied(e)
              ? Finding.note(subject, "not checked: these credentials may not ask", explain(e))
              : Finding.wrong(subject, "the check failed", explain(e)));
    } catch (StackException e) {
      return List.of(Finding.wrong(subject, "the check failed", String.valueOf(e.getMessage())));
    }
  }

  private static String explain(RuntimeException e) {
    return AwsFailure.explain(e).orElse(String.valueOf(e.getMessage()));
  }
}
