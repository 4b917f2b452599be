package dev.rondo.operations.execution;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sfn.model.ActivityFailedEventDetails;
import software.amazon.awssdk.services.sfn.model.EvaluationFailedEventDetails;
import software.amazon.awssdk.services.sfn.model.ExecutionAbortedEventDetails;
import software.amazon.awssdk.services.sfn.model.ExecutionFailedEventDetails;
import software.amazon.awssdk.services.sfn.model.ExecutionStartedEventDetails;
import software.amazon.awssdk.services.sfn.model.ExecutionSucceededEventDetails;
import software.amazon.awssdk.services.sfn.model.ExecutionTimedOutEventDetails;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.LambdaFunctionFailedEventDetails;
import software.amazon.awssdk.services.sfn.model.StateEnteredEventDetails;
import software.amazon.awssdk.services.sfn.model.StateExitedEventDetails;
import software.amazon.awssdk.services.sfn.model.TaskFailedEventDetails;
import software.amazon.awssdk.services.sfn.model.TaskScheduledEventDetails;
import software.amazon.awssdk.services.sfn.model.TaskStartFailedEventDetails;
import software.amazon.awssdk.services.sfn.model.TaskSubmitFailedEventDetails;
import software.amazon.awssdk.services.sfn.model.TaskSubmittedEventDetails;
import software.amazon.awssdk.services.sfn.model.TaskSucceededEventDetails;
import software.amazon.awssdk.services.sfn.model.TaskTimedOutEventDetails;

/**
 * Step Functions has a type of details for each type of event; here is what they have in common.
 */
final class Events {

  private Events() {}

  static ExecutionEvent event(HistoryEvent event) {
    return new ExecutionEvent(
        event.id(),
        event.timestamp(),
        event.typeAsString(),
        state(event),
        payload(event),
        error(event),
        cause(event));
  }

  private static Optional<String> state(HistoryEvent event) {
    return first(
        of(event.stateEnteredEventDetails(), StateEnteredEventDetails::name),
        of(event.stateExitedEventDetails(), StateExitedEventDetails::name),
        of(event.evaluationFailedEventDetails(), EvaluationFailedEventDetails::state));
  }

  private static Optional<String> payload(HistoryEvent event) {
    return first(
        of(event.executionStartedEventDetails(), ExecutionStartedEventDetails::input),
        of(event.executionSucceededEventDetails(), ExecutionSucceededEventDetails::output),
        of(event.stateEnteredEventDetails(), StateEnteredEventDetails::input),
        of(event.stateExitedEventDetails(), StateExitedEventDetails::output),
        of(event.taskScheduledEventDetails(), TaskScheduledEventDetails::parameters),
        of(event.taskSubmittedEventDetails(), TaskSubmittedEventDetails::output),
        of(event.taskSucceededEventDetails(), TaskSucceededEventDetails::output));
  }

  private static Optional<String> error(HistoryEvent event) {
    return first(
        of(event.executionFailedEventDetails(), ExecutionFailedEventDetails::error),
        of(event.executionAbortedEventDetails(), ExecutionAbortedEventDetails::error),
        of(event.executionTimedOutEventDetails(), ExecutionTimedOutEventDetails::error),
        of(event.taskFailedEventDetails(), TaskFailedEventDetails::error),
        of(event.taskTimedOutEventDetails(), TaskTimedOutEventDetails::error),
        of(event.taskStartFailedEventDetails(), TaskStartFailedEventDetails::error),
        of(event.taskSubmitFailedEventDetails(), TaskSubmitFailedEventDetails::error),
        of(event.lambdaFunctionFailedEventDetails(), LambdaFunctionFailedEventDetails::error),
        of(event.activityFailedEventDetails(), ActivityFailedEventDetails::error),
        of(event.evaluationFailedEventDetails(), EvaluationFailedEventDetails::error));
  }

  private static Optional<String> cause(HistoryEvent event) {
    return first(
        of(event.executionFailedEventDetails(), ExecutionFailedEventDetails::cause),
        of(event.executionAbortedEventDetails(), ExecutionAbortedEventDetails::cause),
        of(event.executionTimedOutEventDetails(), ExecutionTimedOutEventDetails::cause),
        of(event.taskFailedEventDetails(), TaskFailedEventDetails::cause),
        of(event.taskTimedOutEventDetails(), TaskTimedOutEventDetails::cause),
        of(event.taskStartFailedEventDetails(), TaskStartFailedEventDetails::cause),
        of(event.taskSubmitFailedEventDetails(), TaskSubmitFailedEventDetails::cause),
        of(event.lambdaFunctionFailedEventDetails(), LambdaFunctionFailedEventDetails::cause),
        of(event.activityFailedEventDetails(), ActivityFailedEventDetails::cause),
        of(event.evaluationFailedEventDetails(), EvaluationFailedEventDetails::cause));
  }

  private static <D> @Nullable String of(@Nullable D details, Function<D, String> part) {
    return details == null ? null : part.apply(details);
  }

  private static Optional<String> first(@Nullable String... parts) {
    return Stream.of(parts).filter(Objects::nonNull).findFirst();
  }
}
