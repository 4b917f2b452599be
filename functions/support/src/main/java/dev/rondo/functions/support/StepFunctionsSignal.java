package dev.rondo.functions.support;

import dev.rondo.aws.AwsAnswers;
import dev.rondo.rounds.state.RoundSignal;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.InvalidTokenException;
import software.amazon.awssdk.services.sfn.model.TaskDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.TaskTimedOutException;

/**
 * Wakes a round by SendTaskSuccess. If the answer to an accepted token is lost, the SDK's retry is
 * refused and the result is false although the round was woken. That is harmless, because the round
 * is no longer waiting.
 *
 * <p>Other failures are {@link dev.rondo.protocol.store.StoreException}.
 */
public final class StepFunctionsSignal implements RoundSignal {

  private static final String OUTPUT = "{\"quorum\":true}";

  private final SfnClient sfn;

  public StepFunctionsSignal(SfnClient sfn) {
    this.sfn = sfn;
  }

  @Override
  public boolean quorumReached(String token) {
    try {
      sfn.sendTaskSuccess(b -> b.taskToken(token).output(OUTPUT));
      return true;
    } catch (TaskTimedOutException | TaskDoesNotExistException | InvalidTokenException e) {
      return false;
    } catch (SdkException e) {
      throw AwsAnswers.failure(
          "Cannot wake the round", "Grant the role states:SendTaskSuccess.", e);
    }
  }
}
