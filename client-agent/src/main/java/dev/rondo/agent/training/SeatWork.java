package dev.rondo.agent.training;

import dev.rondo.agent.cache.AbandonedException;
import dev.rondo.agent.data.NoDataShardException;
import dev.rondo.agent.training.Learner.Learned;
import dev.rondo.learning.data.BadDataException;
import dev.rondo.protocol.client.ClientRound;
import dev.rondo.protocol.random.Draws;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.trainer.TrainerException;
import java.io.IOException;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.Callable;

/**
 * The work for one seat, from the plan to the upload. It runs while another thread sends
 * heartbeats.
 */
public final class SeatWork implements Callable<Outcome> {

  private final Means means;
  private final Plan plan;
  private final Seat seat;
  private final Stage stage = new Stage();

  /**
   * The dependencies of the work, the same for every seat.
   *
   * @param round this client's side of a round
   * @param client its id
   * @param learner how the client trains
   */
  public record Means(ClientRound round, String client, Learner learner) {}

  public SeatWork(Means means, Plan plan, Seat seat) {
    this.means = means;
    this.plan = plan;
    this.seat = seat;
  }

  /** The stage of the work. */
  public Stage stage() {
    return stage;
  }

  @Override
  public Outcome call() throws IOException {
    try {
      Learned learned = means.learner().learn(plan, seed(), stage);
      LocalResult result = learned.result();
      stage.beginUpload();
      // The result does not matter: only this client can write this key.
      boolean unused = means.round().upload(plan, seat, result, learned.dataShard());
      return plan.privacy().isPresent()
          ? new Outcome.Uploaded(OptionalLong.empty(), OptionalDouble.empty(), learned.training())
          : new Outcome.Uploaded(
              OptionalLong.of(result.examples()), result.trainLoss(), learned.training());
    } catch (AbandonedException e) {
      return new Outcome.Abandoned();
    } catch (NoDataShardException e) {
      return new Outcome.NoDataShard(String.valueOf(e.getMessage()), e.until());
    } catch (TrainerException e) {
      return new Outcome.TrainerFailed(String.valueOf(e.getMessage()));
    } catch (BadDataException | IllegalArgumentException | IllegalStateException e) {
      return new Outcome.Refused(String.valueOf(e.getMessage()));
    }
  }

  /** A seed from job, round and client, so that a repeated training gives the same update. */
  private long seed() {
    long jobs = new Draws(0).of("job/" + plan.job()).nextLong();
    return new Draws(jobs).of(plan.round(), means.client(), "training").nextLong();
  }
}
